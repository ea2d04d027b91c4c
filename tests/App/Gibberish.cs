using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Backups;

namespace StockFlow.Tests.App;

/// <summary>In every list one row that is not of our form, as a hand or a newer program may leave it.</summary>
internal static class Gibberish
{
    private const string Text = "gibberish";

    /// <summary>Which list shows which key. A count a, the SKU CHAIR and the channel till must be there.</summary>
    public static IReadOnlyList<(string Path, string Key)> Lists { get; } =
    [
        ("shortfalls", "shortfalls/gibberish/row"),
        ("backorders", "shortfalls/gibberish/row"),
        ("holds", "holds/holds/gibberish"),
        ("quarantine", "quarantine/=none-such/gibberish"),
        ("transfers", "transfers/transfer/gibberish"),
        ("counts", "counts/=index/not an id"),
        ("counts/a/lines", "counts/c_a/l_gibberish"),
        ("orders/till", "orders/till_0/gibberish"),
        ("stock/CHAIR/reservations", "stock/CHAIR/r_till_gibberish"),
        ("stock", "stock/GIBBERISH/head"),
        ("channels/till/listings", "channels/till/listing:GIBBERISH"),
        ("failures", "failures/failures/gibberish"),
        ("audit", "audit/difference/=none|gibberish"),
        ("backups", "backups/20200101T000000000Z/manifest.json"),
    ];

    public static async Task AddAsync(AppWorld world)
    {
        // A number where a time should be fails a page as a whole; the others fail when they are looked at.
        await AddAsync(world, "shortfalls", "gibberish", "row", ("ShortUnits", 1), ("BackorderedUnits", 1), ("Since", 7));
        await AddAsync(world, "holds", "holds", "gibberish");
        await AddAsync(world, "quarantine", "=none-such", "gibberish");
        await AddAsync(world, "transfers", "transfer", "gibberish");
        await AddAsync(world, "transfers", "=work", "gibberish");
        await AddAsync(world, "counts", "=index", "not an id");
        await AddAsync(world, "counts", "=work", "not an id");
        await AddAsync(world, "counts", "c_a", "l_gibberish");
        await AddAsync(world, "orders", "till_0", "gibberish");
        await AddAsync(world, "stock", "CHAIR", "r_till_gibberish", ("Allocations", Text));
        await AddAsync(world, "skus", "sku", "GIBBERISH");
        await AddAsync(world, "stock", "GIBBERISH", "head", ("Levels", Text));
        await AddAsync(world, "channels", "till", "listing:GIBBERISH", ("References", Text));
        await AddAsync(world, "channels", "till", "outbox:UNLISTED", ("NextAttemptAt", DateTimeOffset.UnixEpoch), ("Since", Text));
        await AddAsync(world, "failures", "failures", "gibberish");
        await AddAsync(world, "audit", "difference", "=none|gibberish");
        var backups = BackupSettings.Connect(world.Services.GetRequiredService<IConfiguration>())!;
        await backups.CreateIfNotExistsAsync(cancellationToken: AppWorld.Cancellation);
        await backups.GetBlobClient("20200101T000000000Z/manifest.json").UploadAsync(BinaryData.FromString(Text), overwrite: true, AppWorld.Cancellation);
    }

    /// <summary>How a channel stands can't be read any more.</summary>
    public static Task SpoilChannelAsync(AppWorld world) => world.Services.GetRequiredService<TableServiceClient>().GetTableClient("channels")
        .UpsertEntityAsync(new TableEntity("till", "sync") { ["Counts"] = Text }, TableUpdateMode.Replace, AppWorld.Cancellation);

    private static Task AddAsync(AppWorld world, string table, string partition, string row, params (string Name, object Value)[] properties)
    {
        var entity = new TableEntity(partition, row);
        foreach (var (name, value) in properties)
        {
            entity[name] = value;
        }

        return world.Services.GetRequiredService<TableServiceClient>().GetTableClient(table).AddEntityAsync(entity, AppWorld.Cancellation);
    }
}
