using Microsoft.Extensions.DependencyInjection;
using StockFlow.Counts;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class CountTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await AppWorld.StartAsync();
        await _world.ReceiveAsync("CHAIR", 20);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Sales_and_receipts_during_a_count_are_no_variance()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","units":18}""");
        await MoveAsync("ship", 5);
        await _world.ReceiveAsync("CHAIR", 7);

        await AskAsync("counts/c/close");
        Assert.Equal("CHAIR@london varies 18/20", await LinesAsync());
        await MoveAsync("ship", 1);
        await AskAsync("counts/c/post");

        Assert.Equal("CHAIR@london posted 18/20 -2", await LinesAsync());
        Assert.Equal(20 - 5 + 7 - 1 - 2, await OnHandAsync());
        var entry = (await _world.GetAsync("stock/CHAIR/journal")).Items[^1]!;
        Assert.Equal(("counted", "count:c:london"), (entry["kind"]!.GetValue<string>(), entry["commandId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Zones_add_up_and_the_same_person_and_zone_again_replaces()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync(
            """{"commandId":"1","sku":"CHAIR","person":"anna","zone":"shelf","units":3}""",
            """{"commandId":"2","sku":"CHAIR","person":"ben","zone":"cellar","units":9}""",
            """{"commandId":"3","sku":"CHAIR","person":"anna","zone":"shelf","units":11}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"shelf","units":3}""");

        await AskAsync("counts/c/close");

        Assert.Equal("CHAIR@london matches 20/20", await LinesAsync());
    }

    [Fact]
    public async Task A_repeated_entry_keeps_the_position_of_its_first_time()
    {
        const string Entry = """{"commandId":"1","sku":"CHAIR","person":"anna","units":20}""";
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        var first = await EnterAsync(Entry);
        await MoveAsync("ship", 4);

        var again = await EnterAsync(Entry);
        var other = await EnterAsync(Entry.Replace("20", "19", StringComparison.Ordinal));

        Assert.Equal(first.Text, again.Text);
        Assert.True(other.Has("""[{"status":409,"problem":{"error":"command-content-differs"}}]"""), $"{other}");
        await AskAsync("counts/c/close");
        Assert.Equal("CHAIR@london matches 20/20", await LinesAsync());
    }

    [Fact]
    public async Task An_entry_whose_answer_was_lost_gets_it_also_after_the_count_was_closed()
    {
        const string Entry = """{"commandId":"1","sku":"CHAIR","person":"anna","units":18}""";
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        var first = await EnterAsync(Entry);

        foreach (var path in new[] { "counts/c/close", "counts/c/post" })
        {
            await AskAsync(path);
            var again = await EnterAsync(Entry);
            var mixed = await EnterAsync(
                Entry, """{"commandId":"1","sku":"CHAIR","person":"anna","units":17}""", """{"commandId":"2","sku":"CHAIR","person":"anna","units":18}""");

            Assert.Equal(first.Text, again.Text);
            Assert.True(mixed.Has(
                """[{"status":200},{"status":409,"problem":{"error":"command-content-differs"}},{"status":409,"problem":{"error":"count-closed"}}]"""), $"{mixed}");
        }

        Assert.Equal("CHAIR@london posted 18/20 -2", await LinesAsync());
    }

    [Theory]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"shelf","units":3}""", 200)]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"shelf","units":4}""", 409)]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"cellar","units":3}""", 409)]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"ben","zone":"shelf","units":3}""", 409)]
    public async Task The_id_of_an_entry_that_was_replaced_is_still_taken(string again, int status)
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"shelf","units":3}""");
        await EnterAsync("""{"commandId":"2","sku":"CHAIR","person":"anna","zone":"shelf","units":20}""");

        var answer = await EnterAsync(again);

        Assert.True(answer.Has($$"""[{"status":{{status}}}]"""), $"{answer}");
        await AskAsync("counts/c/close");
        Assert.Equal("CHAIR@london matches 20/20", await LinesAsync());
    }

    [Fact]
    public async Task A_line_whose_stock_moved_between_two_entries_is_to_be_recounted_even_if_it_moved_back()
    {
        await _world.ReceiveAsync("TABLE", 5);
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","zone":"a","units":12}""", """{"commandId":"1","sku":"TABLE","person":"anna","zone":"a","units":2}""");
        await MoveAsync("ship", 2);
        await _world.ReceiveAsync("CHAIR", 2);
        await _world.OrderAsync("1", ("TABLE", 1));
        await EnterAsync("""{"commandId":"2","sku":"CHAIR","person":"ben","zone":"b","units":10}""", """{"commandId":"2","sku":"TABLE","person":"ben","zone":"b","units":2}""");

        await AskAsync("counts/c/close");
        await AskAsync("counts/c/post");

        // An order that is reserved and not shipped moves nothing.
        Assert.Equal("CHAIR@london recount 22/20; TABLE@london posted 4/5 -1", await LinesAsync());
        Assert.Equal(20, await OnHandAsync());
    }

    [Fact]
    public async Task What_an_offline_scanner_counted_earlier_is_compared_with_what_was_there_then()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        var then = _world.Time.GetUtcNow().ToString("O");
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        await MoveAsync("ship", 4);

        var answer = await EnterAsync(
            $$"""{"commandId":"1","sku":"CHAIR","person":"anna","units":19,"countedAt":"{{then}}"}""",
            """{"commandId":"2","sku":"CHAIR","person":"anna","units":19,"countedAt":"2001-01-01T00:00:00Z"}""");

        Assert.True(answer.Has("""[{"status":200},{"status":400,"problem":{"error":"invalid-time"}}]"""), $"{answer}");
        await AskAsync("counts/c/close");
        await AskAsync("counts/c/post");
        Assert.Equal("CHAIR@london posted 19/20 -1", await LinesAsync());
        Assert.Equal(15, await OnHandAsync());
    }

    [Theory]
    [InlineData("person", "two\\nlines", "invalid-text")]
    [InlineData("zone", "a\\tb", "invalid-text")]
    [InlineData("reason", "two\\r\\nlines", "invalid-text")]
    [InlineData("commandId", "1\\u0000", "invalid-text")]
    public async Task What_would_not_fit_a_row_of_a_file_is_refused(string member, string value, string code)
    {
        var entry = new System.Text.Json.Nodes.JsonObject { ["commandId"] = "1", ["sku"] = "CHAIR", ["person"] = "anna", ["units"] = 1 };
        entry[member] = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{value}\"");
        await AskAsync("counts", """{"id":"c","location":"london"}""");

        var answer = await EnterAsync(entry.ToJsonString());

        Assert.True(answer.Has($$$"""[{"status":400,"problem":{"error":"{{{code}}}"}}]"""), $"{answer}");
        Assert.Empty((await _world.GetAsync("counts/c/lines")).Items);
    }

    [Fact]
    public async Task Spaces_around_a_person_and_a_zone_are_none()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":" anna","zone":"shelf ","units":3}""");
        await EnterAsync("""{"commandId":"2","sku":"CHAIR","person":"anna","zone":"shelf","units":20}""");

        await AskAsync("counts/c/close");

        Assert.Equal("CHAIR@london matches 20/20", await LinesAsync());
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ss'.000000009Z'", true)]
    [InlineData("yyyy-MM-ddTHH:mm:ss'+00:00'", true)]
    [InlineData("yyyy-MM-ddTHH:mm:ss", true)]
    [InlineData("MM'/'dd'/'yyyy HH:mm:ss", false)]
    [InlineData("HH:mm:ss", false)]
    [InlineData("''", false)]
    public async Task A_time_is_ISO_8601_and_without_a_zone_UTC(string form, bool isTime)
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await _world.PassAsync(TimeSpan.FromSeconds(61));
        var then = _world.Time.GetUtcNow().ToString(form, System.Globalization.CultureInfo.InvariantCulture);
        await _world.PassAsync(TimeSpan.FromSeconds(60));

        var answer = await EnterAsync($$"""{"commandId":"1","sku":"CHAIR","person":"anna","units":19,"countedAt":"{{then}}"}""");

        Assert.True(answer.Has(isTime ? """[{"status":200}]""" : """[{"status":400,"problem":{"error":"invalid-time"}}]"""), $"{answer}");
        var shown = (await _world.GetAsync("counts/c/lines")).Items.Select(line => line!["entries"]![0]!["countedAt"]!.GetValue<string>()).SingleOrDefault();
        Assert.Equal(isTime ? then[.."yyyy-MM-ddTHH:mm:ss".Length] : null, shown?[.."yyyy-MM-ddTHH:mm:ss".Length]);
    }

    [Fact]
    public async Task What_nobody_counted_is_listed_and_not_posted()
    {
        await _world.ReceiveAsync("TABLE", 5);
        await _world.ReceiveAsync("LAMP", 0);
        await _world.ReceiveAsync("STOOL", 3, "leeds");
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await AskAsync("counts", """{"id":"list","skus":["STOOL","LAMP"]}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","units":20}""");

        foreach (var id in new[] { "c", "list" })
        {
            await AskAsync($"counts/{id}/close");
            await AskAsync($"counts/{id}/post");
        }

        Assert.Equal("CHAIR@london matches 20/20; TABLE@london uncounted /5", await LinesAsync());
        Assert.Equal("STOOL@leeds uncounted /3", await LinesAsync("list"));
        Assert.Equal(5, await OnHandAsync("TABLE"));
    }

    [Fact]
    public async Task A_line_that_another_count_has_posted_since_is_not_posted_twice()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await AskAsync("counts", """{"id":"d","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","units":18}""");
        await _world.PostAsync("counts/d/entries", """[{"commandId":"1","sku":"CHAIR","person":"ben","units":18}]""");

        foreach (var path in new[] { "counts/c/close", "counts/c/post", "counts/d/close", "counts/d/post" })
        {
            await AskAsync(path);
        }

        Assert.Equal("CHAIR@london posted 18/20 -2", await LinesAsync());
        Assert.Equal("CHAIR@london overtaken 18/20", await LinesAsync("d"));
        Assert.Equal(18, await OnHandAsync());
    }

    [Fact]
    public async Task Posting_never_takes_on_hand_below_zero_and_tells_the_rest()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","units":15}""");
        await MoveAsync("ship", 18);
        await AskAsync("counts/c/close");
        await AskAsync("counts/c/post");

        Assert.Equal("CHAIR@london posted 15/20 -2", await LinesAsync());
        Assert.Equal(0, await OnHandAsync());
    }

    [Fact]
    public async Task The_report_adds_up_units_and_value_by_reason()
    {
        await _world.ReceiveAsync("TABLE", 10);
        await _world.ReceiveAsync("LAMP", 10);
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await EnterAsync(
            """{"commandId":"1","sku":"CHAIR","person":"anna","units":17,"reason":"stolen","unitCost":2.5}""",
            """{"commandId":"1","sku":"TABLE","person":"anna","units":9,"unitCost":10}""",
            """{"commandId":"1","sku":"LAMP","person":"anna","units":12}""");
        await AskAsync("counts/c/close");
        await AskAsync("counts/c/reasons", """[{"sku":"TABLE","location":"london","reason":"stolen"},{"sku":"LAMP","location":"london","reason":"found"}]""");

        var before = await _world.GetAsync("counts/c/report");
        await AskAsync("counts/c/post");
        var after = await _world.GetAsync("counts/c/report");

        Assert.True(before.Has("""
            {"lines":{"varies":3},"expectedUnits":40,"countedUnits":38,"overUnits":2,"shortUnits":4,"varianceUnits":-2,"postedUnits":0,
             "shrinkagePercent":5,"overValue":0,"shortValue":17.5,"varianceValue":-17.5,"unvaluedLines":1,
             "reasons":[{"reason":"stolen","lines":2,"varianceUnits":-4,"varianceValue":-17.5},{"reason":"found","lines":1,"varianceUnits":2,"varianceValue":0}]}
            """), $"{before}");
        Assert.True(after.Has("""{"lines":{"posted":3},"postedUnits":-2}"""), $"{after}");
        Assert.Equal((409, "count-closed"), await RefusedAsync("counts/c/reasons", """[{"sku":"TABLE","location":"london","reason":"x"}]"""));
    }

    [Fact]
    public async Task Everything_asked_twice_is_done_once_and_nothing_out_of_turn()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        Assert.Equal(200, (await AskAsync("counts", """{"id":"c","location":"london"}""")).Status);
        Assert.Equal((409, "command-content-differs"), await RefusedAsync("counts", """{"id":"c","location":"leeds"}"""));
        Assert.Equal((409, "count-not-closed"), await RefusedAsync("counts/c/post"));
        Assert.Equal((404, "unknown-count"), await RefusedAsync("counts/x/close"));
        await EnterAsync("""{"commandId":"1","sku":"CHAIR","person":"anna","units":18}""");

        foreach (var path in new[] { "counts/c/close", "counts/c/post" })
        {
            Assert.Equal((202, 200), ((await AskAsync(path)).Status, (await AskAsync(path)).Status));
            Assert.Equal((409, "count-closed"), await RefusedAsync("counts/c/entries", """[{"commandId":"9","sku":"CHAIR","person":"anna","units":1}]"""));
        }

        Assert.Equal(18, await OnHandAsync());
    }

    [Fact]
    public async Task Every_step_run_twice_changes_nothing_more_also_after_a_death_between_ledger_and_line()
    {
        for (var i = 0; i < 120; i++)
        {
            await _world.Services.GetRequiredService<StockLedger>().ExecuteAsync(
                new ReceiveUnits("r", Sku.Parse($"S{i:000}"), LocationId.Parse("london"), 5), AppWorld.Cancellation);
        }

        var counts = _world.Services.GetRequiredService<StockCounts>();
        var id = CountId.Parse("c");
        await counts.OpenAsync(new CountRequest(id, LocationId.Parse("london"), null, null, null), AppWorld.Cancellation);
        await counts.RecordAsync(
            id, [.. Enumerable.Range(0, 120).Select(i => new CountEntry("1", Sku.Parse($"S{i:000}"), null, "anna", "", 4))], AppWorld.Cancellation);

        await counts.CloseAsync(id, null, AppWorld.Cancellation);
        await StepTwiceAsync(counts, new CountProgress(id, CountPhase.Sweep, null));
        await counts.PostAsync(id, null, AppWorld.Cancellation);
        await _world.Services.GetRequiredService<StockLedger>().ExecuteAsync(
            new PostCount(id, Sku.Parse("S000"), LocationId.Parse("london"), 1, -1), AppWorld.Cancellation);
        await StepTwiceAsync(counts, new CountProgress(id, CountPhase.Post, null));

        Assert.True((await _world.GetAsync("counts/c")).Has("""{"state":"posted"}"""));
        Assert.True((await _world.GetAsync("counts/c/report")).Has("""{"lines":{"posted":120,"uncounted":1},"postedUnits":-120}"""));
        Assert.Equal(4, await OnHandAsync("S000"));
        Assert.Equal(4, await OnHandAsync("S119"));
    }

    [Fact]
    public async Task Entries_of_many_people_at_once_are_all_recorded_and_none_after_the_close()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");

        var sending = Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            if (i == 8)
            {
                await _world.PostAsync("counts/c/close");
            }

            return await _world.PostAsync("counts/c/entries", $$"""[{"commandId":"{{i}}","sku":"CHAIR","person":"p{{i}}","units":1}]""");
        })));
        for (var second = 0; second < 600 && !sending.IsCompleted; second++)
        {
            // Whoever met another one waits by the clock before trying again.
            await _world.PassAsync(TimeSpan.FromSeconds(1));
        }

        var answers = await sending;
        await _world.IdleAsync();
        var recorded = answers.Count(answer => answer.Status == 200 && answer.Has("""[{"status":200}]"""));
        var line = (await _world.GetAsync("counts/c/lines")).Items.Single()!;
        Assert.Equal(recorded, line["entries"]!.AsArray().Count);
        Assert.InRange(recorded, 0, 11);
    }

    [Fact]
    public async Task What_a_caller_asked_before_it_died_is_started_by_the_timer()
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");
        await _world.Services.GetRequiredService<StockCounts>().CloseAsync(CountId.Parse("c"), null, AppWorld.Cancellation);

        await _world.PassAsync(TimeSpan.FromMinutes(2));
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("counts/c")).Has("""{"state":"closed"}"""));
    }

    [Theory]
    [InlineData("""{"commandId":"1","sku":"LAMP","person":"anna","units":1}""", "unknown-sku")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","location":"leeds","person":"anna","units":1}""", "not-in-count")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","location":"paris","person":"anna","units":1}""", "unknown-location")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","units":1}""", "missing-person")]
    [InlineData("""{"sku":"CHAIR","person":"anna","units":1}""", "invalid-command-id")]
    [InlineData("""{"commandId":"1","person":"anna","units":1}""", "invalid-sku")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna"}""", "invalid-units")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","units":-1}""", "invalid-units")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","units":1.5}""", "invalid-units")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","units":10000001}""", "invalid-units")]
    [InlineData("""{"commandId":"1","sku":"CHAIR","person":"anna","units":1,"unitCost":-1}""", "invalid-cost")]
    public async Task A_wrong_entry_is_named_and_stops_no_other(string entry, string error)
    {
        await AskAsync("counts", """{"id":"c","location":"london"}""");

        var answer = await EnterAsync(entry, """{"commandId":"2","sku":"CHAIR","person":"ben","units":20}""");

        Assert.Equal(error, answer.Json[0]!["problem"]!["error"]!.GetValue<string>());
        Assert.Equal(200, answer.Json[1]!["status"]!.GetValue<int>());
        await AskAsync("counts/c/close");
        Assert.Equal("CHAIR@london matches 20/20", await LinesAsync());
    }

    [Theory]
    [InlineData("""{"location":"london"}""", "invalid-id")]
    [InlineData("""{"id":"c","location":"paris"}""", "unknown-location")]
    [InlineData("""{"id":"c","skus":[]}""", "invalid-lines")]
    [InlineData("""{"id":"c","skus":["CHAIR",""]}""", "invalid-sku")]
    public async Task A_wrong_count_is_named(string body, string error) => Assert.Equal((400, error), await RefusedAsync("counts", body));

    [Fact]
    public async Task A_list_with_a_sku_that_was_never_received_is_not_counted()
    {
        var refused = await _world.PostAsync("counts", """{"id":"c","skus":["CHAIR","LAMP"]}""");
        await _world.ReceiveAsync("LAMP", 1);
        var opened = await AskAsync("counts", """{"id":"c","skus":["CHAIR","LAMP"]}""");

        Assert.Equal((404, "unknown-sku"), (refused.Status, refused.Error));
        Assert.Contains("LAMP", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, opened.Status);
    }

    private static async Task StepTwiceAsync(StockCounts counts, CountProgress begin)
    {
        for (CountProgress? progress = begin; progress is not null;)
        {
            var next = await counts.StepAsync(progress, AppWorld.Cancellation);
            Assert.Equal(next, await counts.StepAsync(progress, AppWorld.Cancellation));
            progress = next;
        }
    }

    private async Task<ApiAnswer> AskAsync(string path, string body = "")
    {
        var answer = await _world.PostAsync(path, body);
        Assert.True(answer.Status is 200 or 202, $"{path}: {answer}");
        await _world.IdleAsync();
        return answer;
    }

    private async Task<ApiAnswer> EnterAsync(params string[] entries)
    {
        var answer = await _world.PostAsync("counts/c/entries", $"[{string.Join(',', entries)}]");
        Assert.Equal(200, answer.Status);
        return answer;
    }

    private async Task MoveAsync(string kind, int units) => Assert.Equal(
        200,
        (await _world.PostAsync("stock/CHAIR/movements", $$"""{"commandId":"{{Guid.NewGuid()}}","kind":"{{kind}}","location":"london","units":{{units}}}""")).Status);

    private async Task<(int Status, string? Error)> RefusedAsync(string path, string body = "")
    {
        var answer = await _world.PostAsync(path, body);
        return (answer.Status, answer.Error);
    }

    private async Task<int> OnHandAsync(string sku = "CHAIR") =>
        (await _world.GetAsync($"stock/{sku}")).Json["locations"]![0]!["onHandUnits"]!.GetValue<int>();

    private async Task<string> LinesAsync(string id = "c") => string.Join("; ", (await _world.GetAsync($"counts/{id}/lines")).Items.Select(line =>
        $"{line!["sku"]}@{line["location"]} {line["state"]} {line["countedUnits"]}/{line["expectedUnits"]} {line["postedUnits"]}".TrimEnd()));
}
