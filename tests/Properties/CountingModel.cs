using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Tests.Properties;

/// <summary>One location, plain sums: what the rules must come to. Every unit that left comes back at most once, whoever tells of it.</summary>
internal sealed class CountingModel
{
    private static readonly LocationId Only = LocationId.Parse("x");

    private readonly SortedDictionary<int, ModelOrder> _orders = [];
    private bool _known;
    private int _safety;

    public int OnHand { get; private set; }

    public int Reserved => _orders.Values.Sum(order => order.Held);

    public int Backordered => _orders.Values.Where(order => order.Wants is { NotBefore: null }).Sum(order => order.Backordered);

    private int Available => OnHand - _safety - Reserved;

    public void Run(LedgerStep step)
    {
        _known |= step.Kind == 1;
        if (!_known)
        {
            return;
        }

        switch (step.Kind)
        {
            case 0:
                Set(step);
                break;
            case 1:
                OnHand += step.Units;
                break;
            case 2:
                OnHand += OnHand + step.Units - 5 < 0 ? 0 : step.Units - 5;
                break;
            case 3:
                _safety = step.Units / 4;
                break;
            case 4:
                foreach (var number in _orders.Keys.ToList())
                {
                    Fill(number, isDateCome: step.Reject);
                }

                break;
            default:
                Return(step);
                break;
        }
    }

    private void Fill(int number, bool isDateCome)
    {
        if (!_orders[number].Waits || (_orders[number].Wants!.NotBefore is not null && !isDateCome))
        {
            return;
        }

        var order = _orders[number] with { Wants = _orders[number].Wants! with { NotBefore = null } };
        _orders[number] = order;
        Cover(number);
        Take(number, order.Wants with { Shortage = ShortagePolicy.Backorder });
        Cover(number);
    }

    private void Cover(int number)
    {
        var order = _orders[number];
        _orders[number] = order with { Backordered = order.Backordered - Math.Clamp(Available + Backordered, 0, order.Backordered) };
    }

    private void Return(LedgerStep step)
    {
        if (!_orders.TryGetValue(step.Order, out var order) || step.Units + 1 > order.Covered - order.Returned)
        {
            return;
        }

        var (returned, writtenOff) = (order.Returned + step.Units + 1, order.WrittenOff + (step.Reject ? step.Units + 1 : 0));
        var more = Math.Min(order.Covered, Math.Max(order.Restocked, returned)) - writtenOff - order.Back;
        var moved = more >= 0 ? more : step.Reject ? -Math.Min(Math.Min(-more, step.Units + 1), OnHand) : 0;
        OnHand += moved;
        _orders[step.Order] = order with { Returned = returned, WrittenOff = writtenOff, Back = order.Back + moved };
    }

    private void Take(int number, SetReservation command)
    {
        var order = _orders[number];
        var missing = command.OpenUnits - order.Held;
        var room = Math.Max(0, Available + command.BackorderLimitUnits);
        var taken = missing <= 0 || (command.Shortage == ShortagePolicy.RejectOrder && room < missing) ? 0 : Math.Min(room, missing);
        var covered = command.NotBefore is null ? Math.Clamp(Available, 0, taken) : 0;
        _orders[number] = order with { Held = order.Held + taken, Backordered = order.Backordered + taken - covered };
    }

    private void Set(LedgerStep step)
    {
        var order = _orders.GetValueOrDefault(step.Order) ?? new ModelOrder();
        if (step.Revision <= order.Revision)
        {
            return;
        }

        var command = step.ToCommand([Only]);
        var shipped = Math.Max(order.Shipped, command.ShippedUnits);
        var gone = Math.Min(OnHand, shipped - order.Shipped);
        var covered = order.Covered + gone;
        var restocked = Math.Max(order.Restocked, command.RestockedUnits);
        var came = Math.Min(covered, Math.Max(restocked, order.Returned)) - order.WrittenOff;
        var back = Math.Max(order.Back, came);
        OnHand += back - order.Back - gone;

        var left = order.Held - Math.Min(order.Held, gone);
        var backordered = Math.Min(order.Backordered, left);
        var excess = Math.Max(0, left - command.OpenUnits);
        _orders[step.Order] = order with
        {
            Revision = step.Revision,
            Held = left - excess,
            Backordered = Math.Max(0, backordered - excess),
            Shipped = shipped,
            Covered = covered,
            Restocked = restocked,
            Back = back,
            Wants = command,
        };
        Take(step.Order, command);
        var set = _orders[step.Order];
        _orders[step.Order] = set with
        {
            Waits = set.Backordered > 0 || (set.Held < command.OpenUnits && command.Shortage == ShortagePolicy.Backorder),
        };
    }

    private sealed record ModelOrder
    {
        public int Revision { get; init; }

        public SetReservation? Wants { get; init; }

        public bool Waits { get; init; }

        public int Held { get; init; }

        public int Backordered { get; init; }

        public int Shipped { get; init; }

        public int Covered { get; init; }

        public int Restocked { get; init; }

        public int Returned { get; init; }

        public int WrittenOff { get; init; }

        public int Back { get; init; }
    }
}
