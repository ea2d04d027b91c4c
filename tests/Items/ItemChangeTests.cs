using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Outbox;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Tests.Channels;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Items;

/// <summary>Changes of terms and bundles reach the channels, whoever dies and whoever still knows what was before.</summary>
public sealed class ItemChangeTests
{
    [Fact]
    public async Task Whatever_step_the_process_dies_at_the_channel_ends_with_the_terms_on_record()
    {
        var shown = new List<int>();
        for (var step = 0; step < 3; step++)
        {
            await using var world = await CreateAsync();
            await world.ListAsync(1, 10);

            world.Crashes.CrashAt(step);
            try
            {
                await world.Get<ItemService>().SetAsync(SkuOf(1), terms => terms with { AllChannels = new() { CapUnits = 3 } }, Cancellation);
            }
            catch (SimulatedCrashException)
            {
                // Dead, from here on.
            }

            world.Restart();

            // Whoever died sent nothing more; what was sent before is delivered when its time has come.
            world.Time.Advance(world.Get<ItemOptions>().SpreadTime);
            await FanOutAnnouncedAsync(world);
            await world.SettleAsync();

            var cap = (await world.Get<ItemCatalog>().ReadNewestAsync(SkuOf(1), Cancellation)).AllChannels.CapUnits;
            Assert.Equal(cap ?? 10, world.Shop.Units[ReferenceOf(1)]);
            shown.Add(world.Shop.Units[ReferenceOf(1)]!.Value);
        }

        Assert.Equal([10, 3, 3], shown);
    }

    [Fact]
    public async Task A_process_that_does_not_know_a_bundle_yet_is_made_up_for()
    {
        await using var world = await CreateAsync();
        await world.ListAsync(2, 10);
        var other = world.StartProcess();
        await other.GetRequiredService<BundleCatalog>().ReadAsync(Cancellation);
        var bundle = new Bundle(SkuOf(1), [new BundleComponent(SkuOf(2), 3)]);
        var now = world.Time.GetUtcNow();
        await world.Get<BundleCatalog>().ChangeAsync(bundle.Sku, bundles => BundleRules.Define(bundles, bundle), Cancellation);

        // The other process fans a component out and believes that there is no bundle of it.
        world.SetLevel(2, 7);
        await FanOutAsync(other, SkuOf(2), now);
        await world.SettleAsync();
        Assert.Equal((10, 7), (world.Shop.Units[ReferenceOf(1)], world.Shop.Units[ReferenceOf(2)]));

        // By the time of the second announcement it knows, and so does everybody else.
        world.Time.Advance(world.Get<ItemOptions>().SpreadTime);
        await FanOutAsync(other, bundle.Sku, now);
        await world.SettleAsync();
        Assert.Equal(2, world.Shop.Units[ReferenceOf(1)]);

        world.SetLevel(2, 20);
        await FanOutAsync(other, SkuOf(2), world.Time.GetUtcNow());
        await world.SettleAsync();
        Assert.Equal((6, 20), (world.Shop.Units[ReferenceOf(1)], world.Shop.Units[ReferenceOf(2)]));
    }

    private static async Task FanOutAnnouncedAsync(ChannelWorld world)
    {
        await using var receiver = world.Bus.CreateReceiver(QueueNames.StockChanges);
        var announced = await receiver.PeekMessagesAsync(10, cancellationToken: Cancellation);
        await world.Get<StockFanOut>().FanOutAsync([.. announced.Select(message => MessageBody.Read<StockChanged>(message.Body))], Cancellation);
    }

    private static Task FanOutAsync(ServiceProvider process, Sku sku, DateTimeOffset at) =>
        process.GetRequiredService<StockFanOut>().FanOutAsync([new StockChanged(sku, at)], Cancellation);
}
