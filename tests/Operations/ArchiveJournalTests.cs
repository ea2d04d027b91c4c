using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Operations;

public sealed class ArchiveJournalTests
{
    [Fact]
    public async Task The_timer_archives_and_the_journal_reads_as_before()
    {
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:JournalLiveEntries", "100"), ("StockFlowArchiveSchedule", "45 */5 * * * *"));
        for (var batch = 0; batch < 4; batch++)
        {
            var movements = Enumerable.Range(batch * 100, 100).Select(i => string.Create(
                CultureInfo.InvariantCulture, $$"""{"commandId":"r{{i}}","sku":"CHAIR","kind":"receive","location":"london","units":1}"""));
            Assert.Equal(200, (await world.PostAsync("movements", $"[{string.Join(',', movements)}]")).Status);
        }

        await world.PassAsync(TimeSpan.FromMinutes(6));

        var archived = await new JournalReader(world.Services.GetRequiredService<StorageTables>()).FindPieceAsync("CHAIR", 1, AppWorld.Cancellation);
        Assert.Equal(1, archived?.FirstPosition);
        var entries = (await world.GetAsync("stock/CHAIR/journal?top=1000")).Items;
        Assert.Equal(Enumerable.Range(1, 400), entries.Select(entry => entry!["position"]!.GetValue<int>()));
        Assert.True((await world.GetAsync("stock/CHAIR?at=7")).Has("""{"position":7,"locations":[{"onHandUnits":7}]}"""));
    }

    [Theory]
    [InlineData("99", false)]
    [InlineData("100", true)]
    [InlineData("1000000", true)]
    [InlineData("1000001", false)]
    [InlineData("many", false)]
    [InlineData("", true)]
    public void How_many_entries_stay_is_checked_at_start(string value, bool isValid)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["StockFlow:JournalLiveEntries"] = value })
            .Build();

        Assert.Equal(isValid, new JournalArchiveSettingsCheck(configuration).FindFaults().Count == 0);
    }
}
