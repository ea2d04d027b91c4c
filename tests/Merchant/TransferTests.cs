using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions.Merchant.Transfers;
using StockFlow.Stock;
using StockFlow.Tests.App;
using StockFlow.Transfers;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class TransferTests : IAsyncLifetime
{
    private const string Plan = """{"id":"t-1","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":4}]}""";

    private AppWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await AppWorld.StartAsync(("StockFlow:Channels:till:Locations", "london"));
        await _world.ReceiveAsync("CHAIR", 10);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_number_online_falls_when_it_is_planned_and_what_arrives_is_on_hand_there()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();
        Assert.Equal(10, _world.Till.Items["item-1"].Units);

        var planned = await AskAsync("transfers", Plan);
        Assert.Equal(6, _world.Till.Items["item-1"].Units);
        Assert.Equal((202, "planned"), (planned.Status, await StateAsync()));
        Assert.Equal("london:10,4,0", await LevelsAsync());

        await AskAsync("transfers/t-1/dispatch");
        Assert.Equal("leeds:0,0,4 london:6,0,0", await LevelsAsync());

        await AskAsync("transfers/t-1/receive", """{"lines":[{"sku":"CHAIR","receivedUnits":3}]}""");
        Assert.Equal(("leeds:3,0,1 london:6,0,0", "inTransit"), (await LevelsAsync(), await StateAsync()));

        await AskAsync("transfers/t-1/receive", """{"lines":[{"sku":"CHAIR","lostUnits":1}]}""");
        Assert.Equal(("leeds:3,0,0 london:6,0,0", "completed"), (await LevelsAsync(), await StateAsync()));
        Assert.Equal(6, _world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task Everything_asked_twice_is_done_once()
    {
        foreach (var (path, body) in new[] { ("transfers", Plan), ("transfers/t-1/dispatch", ""), ("transfers/t-1/receive", "") })
        {
            var first = await AskAsync(path, body);
            var again = await AskAsync(path, body);
            Assert.Equal((202, 200), (first.Status, again.Status));
        }

        Assert.Equal("leeds:4,0,0 london:6,0,0", await LevelsAsync());
        Assert.Equal((409, "transfer-state"), await RefusedAsync("transfers/t-1/cancel"));
        Assert.Equal((409, "command-content-differs"), await RefusedAsync("transfers", Plan.Replace("4", "5", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_step_of_the_work_that_runs_twice_is_done_once_and_answers_the_same()
    {
        var transfers = _world.Services.GetRequiredService<StockTransfers>();
        var id = TransferId.Parse("t-1");
        var (apply, complete) = (new ApplyTransfer(transfers), new CompleteTransfer(transfers));
        await AskAsync("transfers", Plan);
        await transfers.DispatchAsync(id, null, null, AppWorld.Cancellation);
        var revision = (await _world.Services.GetRequiredService<TransferStore>().ReadAsync(id, AppWorld.Cancellation))!.Revision;

        var applied = await Twice(() => apply.RunAsync(new TransferChunk(id, revision, 0), AppWorld.Cancellation));
        var completed = await Twice(() => complete.RunAsync(new TransferCompletion(id, revision, applied.First.Found), AppWorld.Cancellation));

        Assert.Equal((applied.First.IsSuperseded, applied.First.Chunks), (applied.Second.IsSuperseded, applied.Second.Chunks));
        Assert.Equal(applied.First.Found, applied.Second.Found);
        Assert.Equal(completed.First, completed.Second);
        Assert.Equal(("leeds:0,0,4 london:6,0,0", "inTransit"), (await LevelsAsync(), await StateAsync()));
        Assert.Equal(3, (await _world.GetAsync("stock/CHAIR")).Json["position"]!.GetValue<int>());

        static async Task<(T First, T Second)> Twice<T>(Func<Task<T>> step) => (await step(), await step());
    }

    [Fact]
    public async Task Cancelling_gives_all_back_and_dispatching_less_gives_the_rest_back()
    {
        await AskAsync("transfers", Plan);
        await AskAsync("transfers/t-1/cancel");
        Assert.Equal(("london:10,0,0", "cancelled"), (await LevelsAsync(), await StateAsync()));
        Assert.Equal(200, (await AskAsync("transfers/t-1/cancel")).Status);
        Assert.Equal((409, "transfer-state"), await RefusedAsync("transfers/t-1/dispatch"));

        await AskAsync("transfers", Plan.Replace("t-1", "t-2", StringComparison.Ordinal));
        await AskAsync("transfers/t-2/dispatch", """{"lines":[{"sku":"CHAIR","units":3}]}""");
        Assert.Equal("leeds:0,0,3 london:7,0,0", await LevelsAsync());
    }

    [Fact]
    public async Task More_than_there_is_is_refused_and_nothing_changes()
    {
        await _world.ReceiveAsync("TABLE", 1);
        var body = """{"id":"t-1","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":4},{"sku":"TABLE","units":2}]}""";

        Assert.Equal((409, "transfer-exceeds-stock"), await RefusedAsync("transfers", body));
        Assert.Equal((404, "unknown-sku"), await RefusedAsync("transfers", body.Replace("TABLE", "LAMP", StringComparison.Ordinal)));
        Assert.Equal((404, "unknown-transfer"), await RefusedAsync("transfers/t-1/dispatch"));
        Assert.Equal("london:10,0,0", await LevelsAsync());

        await AskAsync("transfers", Plan);
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"a","kind":"adjust","location":"london","delta":-7,"reason":"fire"}""");
        Assert.Equal((409, "transfer-exceeds-stock"), await RefusedAsync("transfers/t-1/dispatch"));
        Assert.Equal((409, "exceeds-transfer"), await RefusedAsync("transfers/t-1/dispatch", """{"lines":[{"sku":"CHAIR","units":5}]}"""));
        Assert.Equal((409, "transfer-state"), await RefusedAsync("transfers/t-1/receive"));
        await AskAsync("transfers/t-1/dispatch", """{"lines":[{"sku":"CHAIR","units":3}]}""");
        Assert.Equal((409, "exceeds-transfer"), await RefusedAsync("transfers/t-1/receive", """{"lines":[{"sku":"CHAIR","receivedUnits":2,"lostUnits":2}]}"""));
        Assert.Equal((400, "unknown-line"), await RefusedAsync("transfers/t-1/receive", """{"lines":[{"sku":"TABLE","receivedUnits":2}]}"""));
        Assert.Equal("leeds:0,0,3 london:0,0,0", await LevelsAsync());
    }

    [Fact]
    public async Task A_plan_that_an_order_overtook_is_refused_as_a_whole()
    {
        await PlanUnstartedAsync("t-1", ("CHAIR", 4), ("CHAIR-2", 1));
        await _world.OrderAsync("1", ("CHAIR", 8));

        await AskAsync("transfers", """{"id":"t-1","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":4},{"sku":"CHAIR-2","units":1}]}""");

        var shown = await _world.GetAsync("transfers/t-1");
        Assert.True(shown.Has("""{"state":"refused","isSettled":true,"lines":[{"sku":"CHAIR","availableUnits":2},{"sku":"CHAIR-2","releasedUnits":1}]}"""), $"{shown}");
        Assert.Equal("london:10,8,0", await LevelsAsync());
        Assert.Equal("london:5,0,0", await LevelsAsync("CHAIR-2"));
    }

    [Fact]
    public async Task What_a_caller_asked_before_it_died_is_started_by_the_timer()
    {
        await PlanUnstartedAsync("t-1", ("CHAIR", 4));
        Assert.Equal("planning", await StateAsync());

        await _world.PassAsync(TimeSpan.FromMinutes(2));
        await _world.IdleAsync();

        Assert.Equal("planned", await StateAsync());
        Assert.Equal("london:10,4,0", await LevelsAsync());
    }

    [Theory]
    [InlineData("""{"from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":4}]}""", "invalid-id")]
    [InlineData("""{"id":"a/b","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":4}]}""", "invalid-id")]
    [InlineData("""{"id":"t","from":"paris","to":"leeds","lines":[{"sku":"CHAIR","units":4}]}""", "unknown-location")]
    [InlineData("""{"id":"t","from":"london","lines":[{"sku":"CHAIR","units":4}]}""", "unknown-location")]
    [InlineData("""{"id":"t","from":"london","to":"london","lines":[{"sku":"CHAIR","units":4}]}""", "same-location")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[]}""", "invalid-lines")]
    [InlineData("""{"id":"t","from":"london","to":"leeds"}""", "invalid-lines")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[null]}""", "invalid-sku")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[{"sku":"","units":4}]}""", "invalid-sku")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":0}]}""", "invalid-units")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":1.5}]}""", "invalid-units")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":-1}]}""", "invalid-units")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":1},{"sku":"chair","units":1}]}""", "repeated-sku")]
    [InlineData("""{"id":"t","from":"london","to":"leeds","whatever":1,"lines":[]}""", "invalid-body")]
    public async Task What_is_wrong_is_named_and_changes_nothing(string body, string error)
    {
        Assert.Equal((400, error), await RefusedAsync("transfers", body));
        Assert.Equal("london:10,0,0", await LevelsAsync());
        Assert.Empty((await _world.GetAsync("transfers")).Items);
    }

    [Fact]
    public async Task A_thousand_lines_are_one_transfer()
    {
        var movements = Enumerable.Range(0, 1_000).Select(i => $$"""{"commandId":"r","sku":"S{{i}}","kind":"receive","location":"london","units":2}""");
        await _world.PostAsync("movements", $"[{string.Join(',', movements)}]");
        var lines = new StringBuilder().AppendJoin(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"sku":"S{{i}}","units":1}"""));

        await AskAsync("transfers", $$"""{"id":"t-1","from":"london","to":"leeds","lines":[{{lines}}]}""");
        await AskAsync("transfers/t-1/dispatch");
        await AskAsync("transfers/t-1/receive");

        Assert.Equal("completed", await StateAsync());
        Assert.Equal("leeds:1,0,0 london:1,0,0", await LevelsAsync("S999"));
    }

    private async Task PlanUnstartedAsync(string id, params (string Sku, int Units)[] lines)
    {
        await _world.ReceiveAsync("CHAIR-2", 5);
        var plan = new TransferPlan(
            TransferId.Parse(id), LocationId.Parse("london"), LocationId.Parse("leeds"), [.. lines.Select(line => (Sku.Parse(line.Sku), line.Units))], null, null);
        Assert.IsType<TransferAnswer.Accepted>(await _world.Services.GetRequiredService<StockTransfers>().PlanAsync(plan, AppWorld.Cancellation));
    }

    private async Task<ApiAnswer> AskAsync(string path, string body = "")
    {
        var answer = await _world.PostAsync(path, body);
        Assert.True(answer.Status is 200 or 202, $"{path}: {answer}");
        await _world.IdleAsync();
        return answer;
    }

    private async Task<(int Status, string? Error)> RefusedAsync(string path, string body = "")
    {
        var answer = await _world.PostAsync(path, body);
        return (answer.Status, answer.Error);
    }

    private async Task<string> StateAsync() => (await _world.GetAsync("transfers/t-1")).Json["state"]!.GetValue<string>();

    private async Task<string> LevelsAsync(string sku = "CHAIR") => string.Join(
        ' ', (await _world.GetAsync($"stock/{sku}")).Json["locations"]!.AsArray().Select(level => $"{level!["location"]}:{level["onHandUnits"]},{level["reservedUnits"]},{level["incomingUnits"]}"));
}
