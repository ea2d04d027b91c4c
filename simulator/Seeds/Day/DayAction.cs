namespace StockFlow.Simulator.Seeds.Day;

/// <summary>One kind of thing that buyers, the merchant or the shops do in a day.</summary>
/// <param name="weight">How often, beside the others.</param>
internal abstract class DayAction(double weight)
{
    public double Weight => weight;

    /// <summary>Its name in the trace.</summary>
    public string Name => GetType().Name;

    /// <summary>Does it once, somewhere. Ends when it is done with; several go on at the same time.</summary>
    public abstract Task DoAsync(MerchantDay day);

    /// <summary>Every kind there is. A new one is added here.</summary>
    public static IReadOnlyList<DayAction> All() =>
    [
        new PlaceOrder(), new SellOut(), new PayOrder(), new BounceOrder(), new EditOrder(), new CancelOrder(), new RefundOrder(), new ShipOrder(), new ReturnUnits(),
        new DecideShortfall(), new MoveStock(), new TransferUnits(), new CountStock(), new ImportStock(), new SetLevel(), new ChangeItem(), new ChangePrice(),
        new ChangeBundle(), new RetireBundle(), new ChangeSettings(), new LookAround(), new SeeWhoWaits(), new BackUp(), new RetryFailures(),
    ];
}
