using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Merchant;

/// <summary>A row that is not of our form is in sight, and stands in nobody's way.</summary>
public sealed class UnreadableRowTests
{
    [Fact]
    public async Task Every_list_names_what_it_cannot_read_and_shows_the_rest_page_by_page()
    {
        await using var world = await StartAsync();
        var before = new Dictionary<string, int>();
        foreach (var (path, _) in Gibberish.Lists)
        {
            before[path] = (await world.GetAsync(path)).Items.Count;
        }

        await Gibberish.AddAsync(world);

        foreach (var (path, key) in Gibberish.Lists)
        {
            var whole = await world.GetAsync(path);
            Assert.True(whole.Status == 200, $"{path}: {whole}");
            Assert.Equal(key, Assert.Single(whole.Json["unreadable"]!.AsArray())!["key"]!.GetValue<string>());
            Assert.Equal(before[path], whole.Items.Count);

            // One item a page: an unreadable row must not end the list.
            var (next, items) = ("?top=1", 0);
            for (var pages = 0; next is not null && pages < 20 && path is not ("failures" or "backups"); pages++)
            {
                var page = await world.GetAsync(path + next);
                Assert.True(page.Status == 200, $"{path}{next}: {page}");
                items += page.Items.Count;
                next = page.Json["next"] is { } token ? $"?top=1&after={Uri.EscapeDataString(token.GetValue<string>())}" : null;
            }

            Assert.Equal(path is "failures" or "backups" ? 0 : before[path], items);
        }
    }

    [Fact]
    public async Task Work_goes_on_beside_rows_that_cannot_be_read()
    {
        await using var world = await StartAsync(("StockFlow:Channels:till:HoldTime", "00:10:00"));
        await Gibberish.AddAsync(world);

        await world.DeliverAsync(world.OrderBody("late", ("DESK", 1)).Replace("open", "pendingPayment", StringComparison.Ordinal));
        await world.PassAsync(TimeSpan.FromMinutes(16));
        await world.ReceiveAsync("LAMP", 3);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal("expired", (await world.GetAsync("orders/till/late")).Json["outcome"]!.GetValue<string>());
        Assert.Equal("reserved", (await world.GetAsync("orders/till/unknown")).Json["outcome"]!.GetValue<string>());
        Assert.Empty((await world.GetAsync("failures?kind=orchestration")).Items);

        // What a channel has to be told goes out beside a row of which the key alone is left.
        var channel = (await world.GetAsync("channels")).Items.Single()!;
        Assert.Equal((0, null), (channel["waitingSkus"]!.GetValue<int>(), channel["lastError"]?.GetValue<string>()));
        Assert.Equal(6, world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task A_channel_whose_state_cannot_be_read_is_named()
    {
        await using var world = await StartAsync();

        await Gibberish.SpoilChannelAsync(world);

        var channels = await world.GetAsync("channels");
        Assert.True(channels.Status == 200, channels.ToString());
        Assert.Equal("channels/till", Assert.Single(channels.Json["unreadable"]!.AsArray())!["key"]!.GetValue<string>());
    }

    /// <summary>Every list has something in it but for those of failures and differences.</summary>
    private static async Task<AppWorld> StartAsync(params (string Name, string Value)[] settings)
    {
        var world = await AppWorld.StartAsync([("StockFlow:Channels:till:BackorderLimit", "1"), .. settings]);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 9);
        await world.ReceiveAsync("COUCH", 0);
        await world.ReceiveAsync("DESK", 9);
        await world.PostAsync("channels/till/listings/import");
        await world.OrderAsync("1", ("CHAIR", 2));
        await world.OrderAsync("2", ("CHAIR", 1));
        await world.OrderAsync("promised", ("COUCH", 1));
        await world.OrderAsync("short", ("COUCH", 1));
        await world.OrderAsync("unknown", ("LAMP", 1));
        await world.DeliverAsync(world.OrderBody("unpaid", ("DESK", 1)).Replace("open", "pendingPayment", StringComparison.Ordinal));
        await world.PostAsync("transfers", """{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":1}]}""");
        await world.PostAsync("counts", """{"id":"a","location":"london","skus":["DESK"]}""");
        await world.PostAsync("counts/a/entries", """[{"commandId":"1","sku":"DESK","person":"anna","units":9}]""");
        await world.IdleAsync();
        return world;
    }
}
