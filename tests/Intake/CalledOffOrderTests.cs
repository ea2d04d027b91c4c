using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Intake;

public sealed class CalledOffOrderTests
{
    [Fact]
    public async Task A_channel_whose_order_was_called_off_before_it_was_heard_of_is_told_its_number_again()
    {
        await using var world = await AppWorld.StartAsync();
        await ShowFiveChairsAsync(world);

        // Sold, told 5 again meanwhile, and put back.
        world.Till.Items["chair"] = ("CHAIR", 6);
        await world.OrderAsync("1", ("CHAIR", 0));

        Assert.Equal(5, world.Till.Items["chair"].Units);
    }

    [Fact]
    public async Task A_line_that_was_called_off_before_it_was_heard_of_beside_one_that_was_not_has_its_number_told_again()
    {
        await using var world = await AppWorld.StartAsync();
        await ShowFiveChairsAsync(world);
        await world.ReceiveAsync("TABLE", 5);
        await world.IdleAsync();

        world.Till.Items["chair"] = ("CHAIR", 6);
        await world.OrderAsync("1", ("CHAIR", 0), ("TABLE", 1));

        Assert.Equal(5, world.Till.Items["chair"].Units);
    }

    [Fact]
    public async Task A_line_that_was_sold_and_called_off_between_two_looks_at_its_order_has_its_number_told_again_once()
    {
        await using var world = await AppWorld.StartAsync();
        await ShowFiveChairsAsync(world);
        await world.ReceiveAsync("TABLE", 5);
        await world.IdleAsync();
        await world.OrderAsync("1", ("TABLE", 1));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var edited = world.OrderBody("1", ("TABLE", 1), ("CHAIR", 0));

        world.Till.Items["chair"] = ("CHAIR", 6);
        await world.DeliverAsync(edited);
        await world.IdleAsync();
        var told = world.Till.Items["chair"].Units;

        // The same again says nothing new.
        world.Time.Advance(TimeSpan.FromMinutes(1));
        world.Till.Items["chair"] = ("CHAIR", 7);
        await world.DeliverAsync(edited);
        await world.IdleAsync();

        Assert.Equal((5, 7), (told, world.Till.Items["chair"].Units));
        Assert.Equal(1, (await world.GetAsync("orders/till/1")).Json!["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_channel_that_sold_what_was_not_known_yet_is_told_its_number_once_it_is()
    {
        await using var world = await AppWorld.StartAsync();
        world.Till.Items["chair"] = ("CHAIR", 0);
        await world.PostAsync("channels/till/listings/import");
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));

        // Sold beyond what it showed, and called off without putting anything back.
        world.Till.Items["chair"] = ("CHAIR", -4);
        await world.OrderAsync("1", ("CHAIR", 0));
        await world.ReceiveAsync("CHAIR", 0);
        await world.IdleAsync();

        Assert.Equal(0, world.Till.Items["chair"].Units);
    }

    private static async Task ShowFiveChairsAsync(AppWorld world)
    {
        world.Till.Items["chair"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 5);
        await world.PostAsync("channels/till/listings/import");
        await world.IdleAsync();
        Assert.Equal(5, world.Till.Items["chair"].Units);
    }
}
