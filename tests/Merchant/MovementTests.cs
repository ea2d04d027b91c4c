using System.Net.Http.Headers;
using System.Text;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Messaging;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

public sealed class MovementTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_receipt_makes_a_sku_known_and_tells_its_level()
    {
        Assert.Equal((404, "unknown-sku"), await StatusAsync(_world.GetAsync("stock/CHAIR")));

        var answer = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"po-1","kind":"receive","location":"london","units":24,"actor":"anna","reason":"PO 17"}""");

        Assert.True(answer.Has("""{"status":200,"sku":"CHAIR","commandId":"po-1","position":1,"level":{"location":"london","onHandUnits":24,"availableUnits":24}}"""), $"{answer}");
        Assert.True((await _world.GetAsync("stock/CHAIR")).Has("""{"sku":"CHAIR","position":1,"locations":[{"location":"london","onHandUnits":24}]}"""));
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_changes_nothing()
    {
        const string Body = """{"commandId":"po-1","kind":"receive","location":"london","units":24}""";
        var first = await _world.PostAsync("stock/CHAIR/movements", Body);
        await _world.ReceiveAsync("CHAIR", 5);

        var again = await _world.PostAsync("stock/CHAIR/movements", Body);

        Assert.Equal(first, again);
        Assert.True((await _world.GetAsync("stock/CHAIR")).Has("""{"locations":[{"onHandUnits":29}]}"""));
    }

    [Fact]
    public async Task A_movement_is_announced_once_more_later_whatever_becomes_of_its_sender()
    {
        var now = _world.Time.GetUtcNow();

        // Refused by the ledger and never announced after it: only what was sent before the movement is there.
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"a-1","kind":"adjust","location":"london","delta":-4,"reason":"counted"}""");
        await _world.IdleAsync();

        await using var receiver = _world.Services.GetRequiredService<ServiceBusClient>().CreateReceiver(QueueNames.StockChanges);
        var waiting = Assert.Single(await receiver.PeekMessagesAsync(10, cancellationToken: AppWorld.Cancellation));
        Assert.True(waiting.ScheduledEnqueueTime > now, $"It comes at {waiting.ScheduledEnqueueTime:O}.");
        Assert.Equal("CHAIR", MessageBody.Read<StockChanged>(waiting.Body).Sku.Value);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict()
    {
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"po-1","kind":"receive","location":"london","units":24}""");

        var other = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"po-1","kind":"receive","location":"london","units":25}""");

        Assert.Equal((409, "command-content-differs"), (other.Status, other.Error));
    }

    [Fact]
    public async Task An_adjustment_below_zero_is_a_conflict_that_says_what_is_there()
    {
        await _world.ReceiveAsync("CHAIR", 3);

        var below = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"a-1","kind":"adjust","location":"london","delta":-4,"reason":"counted"}""");
        var zero = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"a-2","kind":"adjust","location":"london","delta":-3,"reason":"counted"}""");

        Assert.Equal((409, "below-zero"), (below.Status, below.Error));
        Assert.Contains("3 units", below.Text, StringComparison.Ordinal);
        Assert.True(zero.Has("""{"status":200,"level":{"onHandUnits":0}}"""), $"{zero}");
    }

    [Fact]
    public async Task Safety_stock_and_incoming_are_levels()
    {
        await _world.ReceiveAsync("CHAIR", 10);

        var safety = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"s-1","kind":"safetyStock","location":"london","units":4}""");
        var incoming = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"i-1","kind":"incoming","location":"london","units":7}""");

        Assert.True(safety.Has("""{"level":{"onHandUnits":10,"safetyStockUnits":4,"availableUnits":6}}"""), $"{safety}");
        Assert.True(incoming.Has("""{"level":{"incomingUnits":7,"availableUnits":6}}"""), $"{incoming}");
    }

    [Fact]
    public async Task A_level_beyond_the_limit_is_a_conflict()
    {
        await _world.ReceiveAsync("CHAIR", 500_000_000);

        var answer = await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"r-2","kind":"receive","location":"london","units":1}""");

        Assert.Equal((409, "beyond-limit"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("""{"kind":"receive","location":"london","units":1}""", "invalid-command-id")]
    [InlineData("""{"commandId":" ","kind":"receive","location":"london","units":1}""", "invalid-command-id")]
    [InlineData("""{"commandId":"c","location":"london","units":1}""", "invalid-kind")]
    [InlineData("""{"commandId":"c","kind":"Receive!","location":"london","units":1}""", "invalid-kind")]
    [InlineData("""{"commandId":"c","kind":"receive","units":1}""", "unknown-location")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"paris","units":1}""", "unknown-location")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london"}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":null}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":-1}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1.5}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":"1"}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":500000001}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":99999999999999999999}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","delta":1}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"adjust","location":"london","units":1,"reason":"r"}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"adjust","location":"london","delta":-500000001,"reason":"r"}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"adjust","location":"london","delta":1}""", "missing-reason")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1,"sku":"TABLE"}""", "invalid-sku")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1,"unit":1}""", "invalid-body")]
    [InlineData("""{"commandId":7,"kind":"receive","location":"london","units":1}""", "invalid-body")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1,"units":2}""", "invalid-body")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1,"Units":2}""", "invalid-body")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1.0}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":1e2}""", "invalid-units")]
    [InlineData("""{"commandId":"c","kind":"receive","location":"london","units":NaN}""", "invalid-body")]
    [InlineData("""{"commandId":"\ud800","kind":"receive","location":"london","units":1}""", "invalid-body")]
    [InlineData("[]", "invalid-body")]
    [InlineData("null", "invalid-body")]
    [InlineData("{", "invalid-body")]
    [InlineData("", "invalid-body")]
    public async Task What_is_no_movement_is_400_with_its_reason(string body, string error)
    {
        var answer = await _world.PostAsync("stock/CHAIR/movements", body);

        Assert.Equal((400, error), (answer.Status, answer.Error));
        Assert.Equal(404, (await _world.GetAsync("stock/CHAIR")).Status);
    }

    [Theory]
    [InlineData("", "units is missing.")]
    [InlineData(",\"units\":\"1\"", "units is no number.")]
    [InlineData(",\"units\":1.5", "units is not written as a whole number.")]
    [InlineData(",\"units\":-1", "units is out of range.")]
    [InlineData(",\"units\":99999999999999999999", "units is out of range.")]
    public async Task Units_that_are_refused_are_told_apart(string units, string what)
    {
        var answer = await _world.PostAsync("stock/CHAIR/movements", $$"""{"commandId":"c","kind":"receive","location":"london"{{units}}}""");

        Assert.Equal(what, answer.Json["what"]!.GetValue<string>());
        Assert.Equal("A whole number from 0 to 500000000, in digits only.", answer.Json["expected"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_body_that_is_no_movement_is_told_where()
    {
        var answer = await _world.PostAsync("stock/CHAIR/movements", "{\"commandId\":\"c\",\n\"units\":1,\"Units\":2}");

        Assert.StartsWith("The body at $.Units (line 2, byte ", answer.Json["what"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>What a page in a browser can send to an address of this machine without asking.</summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/json-seq")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_415_and_changes_nothing(string? type)
    {
        const string Body = """{"commandId":"c","kind":"receive","location":"london","units":1}""";
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        var answer = await _world.SendAsync(HttpMethod.Post, "stock/CHAIR/movements", content);

        Assert.Equal((415, "unsupported-media-type"), (answer.Status, answer.Error));
        Assert.Equal(404, (await _world.GetAsync("stock/CHAIR")).Status);
    }

    [Fact]
    public async Task A_batch_that_is_none_says_why()
    {
        var empty = await _world.PostAsync("movements", "[]");
        var withNull = await _world.PostAsync("movements", """[{"commandId":"c","sku":"CHAIR","kind":"receive","location":"london","units":1},null]""");

        Assert.Equal((400, "invalid-body", "The body has 0 movements."), (empty.Status, empty.Error, empty.Json["what"]!.GetValue<string>()));
        Assert.Equal((400, "invalid-body", "The body at $[1] is null."), (withNull.Status, withNull.Error, withNull.Json["what"]!.GetValue<string>()));
        Assert.Equal(404, (await _world.GetAsync("stock/CHAIR")).Status);
    }

    [Theory]
    [InlineData("commandId", 100, "invalid-command-id")]
    [InlineData("reason", 200, "text-too-long")]
    [InlineData("actor", 200, "text-too-long")]
    public async Task Texts_have_a_longest_length(string member, int lengthMax, string error)
    {
        static string Body(string member, int length) =>
            member == "commandId"
                ? $$"""{"commandId":"{{new string('é', length)}}","kind":"receive","location":"london","units":1}"""
                : $$"""{"commandId":"c-{{length}}","kind":"receive","location":"london","units":1,"{{member}}":"{{new string('é', length)}}"}""";

        Assert.Equal(200, (await _world.PostAsync("stock/CHAIR/movements", Body(member, lengthMax))).Status);
        Assert.Equal((400, error), await StatusAsync(_world.PostAsync("stock/CHAIR/movements", Body(member, lengthMax + 1))));
    }

    [Fact]
    public async Task Any_text_comes_back_from_the_journal_as_it_was_sent()
    {
        var reason = "a\tb\nc | d; \"e\" é 😀 \\ =,";
        var body = System.Text.Json.JsonSerializer.Serialize(new { commandId = reason, kind = "receive", location = "london", units = 1, reason, actor = reason });

        Assert.Equal(200, (await _world.PostAsync("stock/CHAIR/movements", body)).Status);

        var entry = (await _world.GetAsync("stock/CHAIR/journal")).Items[0]!;
        Assert.Equal([reason, reason, reason], new[] { "commandId", "reason", "actor" }.Select(name => entry[name]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("movements")]
    [InlineData("stock/CHAIR/movements")]
    public async Task A_body_that_is_too_large_is_413_whether_announced_or_not(string path)
    {
        var bytes = new byte[4 * 1024 * 1024 + 1];
        bytes.AsSpan().Fill((byte)' ');

        var announced = await _world.SendAsync(HttpMethod.Post, path, new ByteArrayContent(bytes));
        var chunked = await _world.SendAsync(HttpMethod.Post, path, new StreamContent(new MemoryStream(bytes)) { Headers = { ContentLength = null } });

        Assert.Equal((413, "body-too-large"), (announced.Status, announced.Error));
        Assert.Equal((413, "body-too-large"), (chunked.Status, chunked.Error));
    }

    [Fact]
    public async Task A_batch_answers_each_movement_and_none_stops_another()
    {
        var answer = await _world.PostAsync("movements", """
            [
              {"commandId":"1","sku":"chair","kind":"receive","location":"london","units":5},
              {"commandId":"2","sku":"CHAIR","kind":"adjust","location":"london","delta":-2,"reason":"broken"},
              {"commandId":"3","sku":"CHAIR","kind":"adjust","location":"london","delta":-9,"reason":"broken"},
              {"commandId":"4","sku":"TABLE","kind":"adjust","location":"london","delta":1,"reason":"found"},
              {"commandId":"5","sku":"TABLE","kind":"receive","location":"paris","units":1},
              {"commandId":"6","kind":"receive","location":"leeds","units":1},
              {"commandId":"7","sku":"A/b","kind":"receive","location":"leeds","units":1}
            ]
            """);

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            ["200 ", "200 ", "409 below-zero", "404 unknown-sku", "400 unknown-location", "400 invalid-sku", "200 "],
            answer.Json.AsArray().Select(one => $"{one!["status"]} {one["problem"]?["error"]}"));
        Assert.Equal(3, answer.Json[1]!["level"]!["onHandUnits"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    public async Task A_batch_of_nothing_is_400(string body)
    {
        Assert.Equal((400, "invalid-body"), await StatusAsync(_world.PostAsync("movements", body)));
    }

    [Fact]
    public async Task A_batch_has_a_thousand_movements_at_the_most()
    {
        static string Batch(int count) => $"[{string.Join(",", Enumerable.Range(1, count).Select(n =>
            $$"""{"commandId":"{{count}}-{{n}}","sku":"CHAIR","kind":"receive","location":"london","units":1}"""))}]";

        var most = await _world.PostAsync("movements", Batch(1_000));

        Assert.Equal(Enumerable.Range(1, 1_000), most.Json.AsArray().Select(one => one!["level"]!["onHandUnits"]!.GetValue<int>()));
        Assert.Equal((400, "invalid-body"), await StatusAsync(_world.PostAsync("movements", Batch(1_001))));
    }

    [Theory]
    [InlineData("a%2Fb-85123a", "A/B-85123A")]
    [InlineData("85123a", "85123A")]
    [InlineData("50%25%20off%3F%23", "50% OFF?#")]
    [InlineData("caf%C3%A9", "CAFÉ")]
    public async Task A_sku_of_any_characters_is_addressed_by_its_escapes(string segment, string sku)
    {
        var answer = await _world.PostAsync($"stock/{segment}/movements", """{"commandId":"c","kind":"receive","location":"london","units":1}""");

        Assert.Equal(sku, answer.Json["sku"]!.GetValue<string>());
        Assert.Equal(sku, (await _world.GetAsync($"stock/{segment}")).Json["sku"]!.GetValue<string>());
        Assert.Equal(sku, (await _world.GetAsync("stock")).Items[0]!["sku"]!.GetValue<string>());
        Assert.Single((await _world.GetAsync($"stock/{segment}/journal")).Items);
    }

    [Fact]
    public async Task Text_that_is_no_sku_is_400()
    {
        Assert.Equal((400, "invalid-sku"), await StatusAsync(_world.GetAsync($"stock/{new string('a', 101)}")));
    }

    [Fact]
    public async Task A_movement_reaches_the_channels_that_list_the_sku()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.PostAsync("channels/till/listings/import");
        await _world.IdleAsync();

        await _world.ReceiveAsync("CHAIR", 8);
        await _world.IdleAsync();

        Assert.Equal(8, _world.Till.Items["item-1"].Units);
    }

    private static async Task<(int Status, string? Error)> StatusAsync(Task<ApiAnswer> answer) => ((await answer).Status, (await answer).Error);
}
