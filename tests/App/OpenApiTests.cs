using System.Reflection;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions;
using StockFlow.Items;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Orders;
using StockFlow.Transfers;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>docs/openapi.json and the running app say the same. AppWorld compares every single answer of all its tests, too.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public void Every_route_is_documented_with_its_name_and_its_protection_and_no_other()
    {
        var routes = typeof(StockFlowApp).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).SingleOrDefault(trigger => trigger is not null)))
            .Where(function => function.Trigger is not null)
            .SelectMany(function => function.Trigger!.Methods!.Select(method =>
                $"{method} /{function.Trigger.Route} {function.Name} {(function.Trigger.AuthLevel == AuthorizationLevel.Anonymous ? "open" : "key")}"));

        var documented = new OpenApiDocument().Operations.Select(operation =>
            $"{operation.Key} {operation.Value["operationId"]} {(operation.Value["security"] is null ? "key" : "open")}");

        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_name_in_a_path_is_described()
    {
        foreach (var (name, operation) in new OpenApiDocument().Operations)
        {
            var inPath = name.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment[1..^1]);
            var described = operation["parameters"]?.AsArray().Where(parameter => parameter!["in"]!.GetValue<string>() == "path").Select(parameter => parameter!["name"]!.GetValue<string>()) ?? [];
            Assert.True(inPath.SequenceEqual(described), name);
        }
    }

    [Fact]
    public void The_prefix_is_that_of_host_json()
    {
        var prefix = JsonNode.Parse(Repository.Read("functions/host.json"))!["extensions"]!["http"]!["routePrefix"]!.GetValue<string>();

        Assert.Equal("/" + prefix, new OpenApiDocument().Prefix);
    }

    /// <summary>A day of a merchant that meets everything there is.</summary>
    [Fact]
    public async Task Every_documented_success_and_member_comes_in_an_answer()
    {
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:Channels:till:BackorderLimit", "1"), ("StockFlow:Channels:till:PollInterval", "00:05:00"),
            ("StockFlow:Channels:till:Cap", "50"), ("StockFlow:Backups:Key", Convert.ToBase64String(new byte[32])),
            ("StockFlow:Channels:till:Prices", "on"), ("StockFlow:Channels:till:Currency", "EUR"), ("StockFlow:Channels:till:ExchangeRate", "1.2"),
            ("StockFlow:Channels:till:ShortfallAlert", "00:01:00"), ("StockFlowPollSchedule", "*/30 * * * * *"),
            ("StockFlow:Channels:booth:Kind", "http"), ("StockFlow:Channels:booth:Endpoint", "https://booth.example.com/till"),
            ("StockFlow:Channels:booth:WebhookSecret", AppWorld.Secret), ("StockFlow:Channels:booth:Locations", "leeds"));
        world.Till.Items["item-1"] = ("CHAIR", 0);
        world.Till.Items["item-2"] = ("TABLE", 0);
        world.Till.Refused.Add("item-2");
        await world.PostAsync("movements", """
            [
              {"commandId":"1","sku":"CHAIR","kind":"receive","location":"london","units":5,"actor":"anna","reason":"PO 17"},
              {"commandId":"2","sku":"TABLE","kind":"receive","location":"leeds","units":5},
              {"commandId":"3","sku":"","kind":"receive","location":"leeds","units":5}
            ]
            """);
        await world.PostAsync("stock/CHAIR/movements", """{"commandId":"4","kind":"safetyStock","location":"london","units":1}""");
        await world.PostAsync("channels/till/listings/import");
        await world.IdleAsync();
        await world.DeliverAsync(world.OrderBody("1", ("CHAIR", 2), ("LAMP", 1)).Replace("\"state\"", "\"number\":\"#1001\",\"state\"", StringComparison.Ordinal));
        await world.PutAsync("bundles/SUITE", "{\"components\":[{\"sku\":\"CHAIR\",\"units\":2},{\"sku\":\"TABLE\",\"units\":1}]}");
        await world.PutAsync("bundles/PAIR", "{\"components\":[{\"sku\":\"CHAIR\",\"units\":2}]}");
        await world.DeliverAsync(world.OrderBody("3", ("SUITE", 1)));
        await PriceAsync(world);
        await world.PutAsync("items/CHAIR/channels/till", "{\"buffer\":0,\"share\":100,\"cap\":99,\"minimum\":0}");
        await world.PutAsync("items/CHAIR", "{\"buffer\":1,\"share\":90,\"cap\":9,\"minimum\":1,\"backorderLimit\":1,\"backorderEta\":\"2026-12-01T00:00:00Z\",\"releaseAt\":\"2020-12-01\",\"preorderLimit\":3,\"unitCost\":4.95}");
        await world.PutAsync("items/CHAIR/channels/till", "{\"buffer\":0,\"share\":100,\"cap\":99,\"minimum\":0}");
        await world.DeliverAsync("unreadable");
        await world.DeliverAsync("""{"type":"order.printed"}""");
        await world.IdleAsync();

        await WaitAsync(world);
        foreach (var path in new[]
                 {
                     "health", "stock?top=1", "stock/CHAIR", "stock/CHAIR/journal?top=1", "stock/CHAIR/journal", "stock/CHAIR/reservations?top=1",
                     "orders/till?top=1", "orders/till", "orders/till/1", "orders/till/3", "quarantine", "bundles", "bundles?top=1", "bundles/SUITE", "items/CHAIR", "items", "items?top=1", "channels", "channels/till/listings?top=1",
                     "channels/till/listings", "channels/till/listings/import", "failures",
                 })
        {
            Assert.Equal(200, (await world.GetAsync(path)).Status);
        }

        await ExplainAsync(world);
        await world.DeleteAsync("bundles/PAIR");
        await world.DeliverAsync(world.OrderBody("2", ("LAMP", 1), ("OAK", 1)));
        await world.IdleAsync();
        await world.GetAsync("quarantine?top=1");
        var failures = (await world.GetAsync("failures")).Items;
        Assert.Equal(["push", "message"], failures.Select(failure => failure!["kind"]!.GetValue<string>()));
        await world.PostAsync($"failures/{failures[0]!["id"]}/retry");
        await world.DeleteAsync($"failures/{failures[1]!["id"]}");

        await MoveStockAsync(world);
        await CountStockAsync(world);
        await world.PostAsync("backups");
        await world.PassAsync(TimeSpan.FromSeconds(1));
        await world.IdleAsync();
        await world.GetAsync("backups");

        await world.PostAsync("stock/ELM/movements", """{"commandId":"import:a:2:onHand","kind":"receive","location":"london","units":1}""");
        await world.SendAsync(HttpMethod.Post, "imports/stock/a", new StringContent("sku,location,onHand\nELM,london,1\n"));
        await world.IdleAsync();
        await world.GetAsync("imports/stock/a");
        await world.GetAsync("exports/stock");
        await world.PutAsync("items/ELM", "{\"releaseAt\":\"2090-12-01\",\"preorderLimit\":3}");
        await world.GetAsync("stock/ELM/explain?channel=till");

        // What only trouble brings: a channel that does not answer, a poll that fails, an import that ends in failure.
        await world.PassAsync(TimeSpan.FromMinutes(1));
        world.Till.IsDown = true;
        await world.ReceiveAsync("CHAIR", 1);
        await world.PostAsync("channels/till/listings/import");
        for (var minute = 0; minute < 8; minute++)
        {
            // The channel rests between two attempts only: one look might fall into an attempt.
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await world.GetAsync("channels");
        }

        await world.OrderAsync("couch-3", ("COUCH", 2));
        await world.GetAsync("shortfalls?top=1");
        Assert.Equal(202, (await world.PostAsync("shortfalls/till/couch-1/COUCH", """{"decision":"cancel"}""")).Status);
        await world.GetAsync("channels/till/listings/import");
        await world.GetAsync("stock/CHAIR/explain?channel=till");

        await AuditAsync(world);
        await Gibberish.AddAsync(world);
        foreach (var (path, _) in Gibberish.Lists)
        {
            Assert.Equal(200, (await world.GetAsync(path)).Status);
        }

        await Gibberish.SpoilChannelAsync(world);
        Assert.Equal(200, (await world.GetAsync("channels")).Status);
        Assert.True(world.Api.Unseen().Count == 0, string.Join("\n", world.Api.Unseen()));
    }

    private static async Task PriceAsync(AppWorld world)
    {
        await world.PutAsync("items/CHAIR/price", """{"price":12.95}""");
        await world.IdleAsync();
        await world.PutAsync("items/CHAIR/price", """{"price":13,"revision":1}""");
        await world.GetAsync("items/CHAIR/price");
        await world.DeleteAsync("items/LAMP/price");
    }

    /// <summary>A hand was in the tables: a level, and an order that is gone.</summary>
    private static async Task AuditAsync(AppWorld world)
    {
        var tables = world.Services.GetRequiredService<StorageTables>();
        TableEntity head = await tables.Stock.GetEntityAsync<TableEntity>("CHAIR", "head", null, AppWorld.Cancellation);
        head["Levels"] = head.GetString("Levels")!.Replace("london:", "london:1", StringComparison.Ordinal);
        await tables.Stock.UpdateEntityAsync(head, head.ETag, TableUpdateMode.Replace, AppWorld.Cancellation);
        var order = OrderId.Parse("till/1");
        await tables.Orders.DeleteEntityAsync(OrderKeys.Partition(order), OrderKeys.Row(order), ETag.All, AppWorld.Cancellation);
        await tables.Holds.AddEntityAsync(new TableEntity("holds", "gibberish"), AppWorld.Cancellation);
        Assert.Equal(202, (await world.PostAsync("audit")).Status);

        // The till is still down, and a push that waits to try again waits for the clock: only time passing lets everything go on.
        for (var second = 0; second < 600 && !(await world.GetAsync("audit")).Has("""{"run":{"state":"completed"}}"""); second++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(1));
        }

        await tables.Holds.DeleteEntityAsync("holds", "gibberish", ETag.All, AppWorld.Cancellation);
        await world.GetAsync("audit?top=1");
        await world.PostAsync("audit/CHAIR/accept");
    }

    /// <summary>Listed and not, refused, capped, held, waited for.</summary>
    private static async Task ExplainAsync(AppWorld world)
    {
        await world.PutAsync("items/SOFA", "{\"backorderLimit\":1}");
        await world.PostAsync("stock/SOFA/movements", """{"commandId":"po-18","kind":"receive","location":"london","units":1,"actor":"anna","reason":"PO 18"}""");
        await world.OrderAsync("sofas", ("SOFA", 2));
        await world.GetAsync("stock");
        await world.GetAsync("stock/SOFA");
        await world.GetAsync("stock/SOFA/reservations");
        await world.PostAsync("stock/SOFA/movements", """{"commandId":"sofas","kind":"incoming","location":"london","units":9}""");
        await world.GetAsync("stock/SOFA/journal");
        foreach (var sku in new[] { "CHAIR", "TABLE", "SOFA" })
        {
            Assert.Equal(200, (await world.GetAsync($"stock/{sku}/explain?channel=till")).Status);
        }

        Assert.Equal(200, (await world.GetAsync("stock/SOFA/explain?channel=booth")).Status);
    }

    /// <summary>Unpaid, ordered before it is out, shipped and sent back, short, promised.</summary>
    private static async Task WaitAsync(AppWorld world)
    {
        await world.Services.GetRequiredService<ItemCatalog>().ChangeAsync(
            Sku.Parse("BOOK"), terms => terms with { ReleaseAt = new DateTimeOffset(2035, 1, 1, 0, 0, 0, TimeSpan.Zero), PreorderLimitUnits = 9 }, AppWorld.Cancellation);
        foreach (var (sku, units) in new[] { ("BOOK", 0), ("COUCH", 0), ("STAND", 9) })
        {
            await world.ReceiveAsync(sku, units);
        }

        await world.DeliverAsync(world.OrderBody("unpaid-1", ("STAND", 1)).Replace("open", "pendingPayment", StringComparison.Ordinal));
        await world.DeliverAsync(world.OrderBody("unpaid-2", ("STAND", 1)).Replace("open", "pendingPayment", StringComparison.Ordinal));
        await world.DeliverAsync(world.OrderBody("left", ("STAND", 1)).Replace("\"orderedUnits\":1", "\"orderedUnits\":1,\"shippedUnits\":1", StringComparison.Ordinal));
        await world.OrderAsync("book", ("BOOK", 1));
        await world.OrderAsync("couch-1", ("COUCH", 3));
        await world.OrderAsync("couch-2", ("COUCH", 2));
        await world.PostAsync("orders/till/left/returns", """{"commandId":"rma-1","sku":"STAND","location":"london","units":1,"kind":"restock"}""");
        await world.PostAsync("shortfalls/till/couch-2/COUCH", """{"decision":"backorder","expectedAt":"2030-01-01T00:00:00Z"}""");
        await world.IdleAsync();
        foreach (var path in new[] { "holds?top=1", "backorders?top=1", "backorders", "orders/till/couch-2", "orders/till/unpaid-1", "orders/till/book", "orders/till" })
        {
            Assert.Equal(200, (await world.GetAsync(path)).Status);
        }
    }

    private static async Task CountStockAsync(AppWorld world)
    {
        await world.ReceiveAsync("SHELF", 9);
        foreach (var (path, body) in new[]
                 {
                     ("counts", """{"id":"a","location":"london","skus":["SHELF"],"reason":"autumn","actor":"anna"}"""),
                     ("counts", """{"id":"b"}"""),
                     ("counts/a/entries", """
                         [{"commandId":"1","sku":"SHELF","person":"anna","zone":"window","units":8,"reason":"stolen","unitCost":2.5},
                          {"commandId":"2","sku":"CHAIR","person":"anna","units":8}]
                         """),
                     ("counts/a/close", ""),
                     ("counts/a/reasons", """[{"sku":"SHELF","location":"london","reason":"broken"}]"""),
                     ("counts/a/post", ""),
                     ("counts/b/close", ""),
                 })
        {
            await world.PostAsync(path, body);
            await world.IdleAsync();
            await world.PostAsync(path, body);
        }

        foreach (var path in new[] { "counts/a", "counts", "counts?top=1", "counts/a/lines", "counts/b/lines?top=1", "counts/a/report" })
        {
            await world.GetAsync(path);
        }
    }

    private static async Task MoveStockAsync(AppWorld world)
    {
        await world.ReceiveAsync("STOOL", 9);
        var plan = """{"id":"a","from":"london","to":"leeds","lines":[{"sku":"STOOL","units":5}],"reason":"window","actor":"anna"}""";
        var other = plan.Replace("\"a\"", "\"b\"", StringComparison.Ordinal);

        // Both fit what is there when they are put on record; the second one finds too little when it is done.
        var transfers = world.Services.GetRequiredService<StockTransfers>();
        await transfers.PlanAsync(
            new TransferPlan(TransferId.Parse("b"), LocationId.Parse("london"), LocationId.Parse("leeds"), [(Sku.Parse("STOOL"), 5)], "anna", "window"),
            AppWorld.Cancellation);
        foreach (var (path, body) in new[]
                 {
                     ("transfers", plan), ("transfers/a/dispatch", ""), ("transfers/a/receive", """{"lines":[{"sku":"STOOL","receivedUnits":1}]}"""),
                     ("transfers", other), ("transfers", plan.Replace("\"a\"", "\"c\"", StringComparison.Ordinal).Replace('5', '1')), ("transfers/c/cancel", ""),
                 })
        {
            await world.PostAsync(path, body);
            await world.IdleAsync();
            await world.PostAsync(path, body);
        }

        await world.PostAsync("transfers", plan.Replace("\"a\"", "\"d\"", StringComparison.Ordinal).Replace('5', '1'));
        await world.IdleAsync();
        foreach (var path in new[] { "transfers/a", "transfers/b", "transfers", "transfers?top=1", "stock/STOOL/explain?channel=till" })
        {
            await world.GetAsync(path);
        }
    }
}
