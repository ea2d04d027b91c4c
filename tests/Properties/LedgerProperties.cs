using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Properties;

public sealed class LedgerProperties
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly LocationId[] All = [LocationId.Parse("x"), LocationId.Parse("y"), LocationId.Parse("z")];

    [Fact]
    public void Whatever_comes_in_whatever_order_the_invariants_hold_after_every_step() =>
        Prop.ForAll(Steps(locations: 3), steps =>
        {
            var state = new RulesState();
            foreach (var step in steps)
            {
                state.Run(step, All);
                state.CheckInvariants();
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void At_one_location_the_rules_agree_with_a_model_that_only_counts() =>
        Prop.ForAll(Steps(locations: 1), steps =>
        {
            var state = new RulesState();
            var model = new CountingModel();
            foreach (var step in steps)
            {
                state.Run(step, All[..1]);
                model.Run(step);
                var level = state.Levels?.Locations.FirstOrDefault();
                Assert.Equal((model.OnHand, model.Reserved), (level?.OnHandUnits ?? 0, level?.ReservedUnits ?? 0));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Replaying_every_command_at_the_end_changes_nothing() =>
        Prop.ForAll(Steps(locations: 3), steps =>
        {
            // While the SKU is unknown a command leaves no trace, so that it succeeds later: here it is known from the start.
            var state = new RulesState();
            state.Run(new LedgerStep(1, 0, 0, 0, 3, 0, false), All);
            foreach (var step in steps)
            {
                state.Run(step, All);
            }

            var before = state.Levels;
            foreach (var step in steps.Where(step => step.Kind == 0))
            {
                state.Run(step, All);
            }

            Assert.Same(before, state.Levels);
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<List<LedgerStep>> Steps(int locations)
    {
        var step =
            from kind in Gen.Choose(0, 9)
            from order in Gen.Choose(0, 3)
            from revision in Gen.Choose(1, 6)
            from location in Gen.Choose(0, locations - 1)
            from units in Gen.Choose(0, 8)
            from limit in Gen.Choose(0, 3)
            from reject in Gen.Choose(0, 3)
            select new LedgerStep(Math.Max(0, kind - 6), order, revision, location, units, limit, reject == 0);
        return step.ListOf().Select(steps => steps.ToList()).ToArbitrary();
    }

    /// <summary>Applies steps through the rules and keeps what the storage would keep.</summary>
    private sealed class RulesState
    {
        private readonly Dictionary<OrderId, Reservation> _reservations = [];
        private SkuLevels _replayed = new(Item, [], 0);

        public SkuLevels? Levels { get; private set; }

        public void Run(LedgerStep step, LocationId[] locations)
        {
            switch (step.Kind)
            {
                case 0:
                    Set(step, locations);
                    break;
                case 1:
                    Move(new ReceiveUnits("r", Item, locations[step.Location], step.Units));
                    break;
                case 2:
                    Move(new AdjustUnits("a", Item, locations[step.Location], step.Units - 5));
                    break;
                default:
                    Move(new SetSafetyStock("s", Item, locations[step.Location], step.Units / 4));
                    break;
            }
        }

        public void CheckInvariants()
        {
            foreach (var level in Levels?.Locations ?? [])
            {
                Assert.True(level.OnHandUnits >= 0);
                Assert.Equal(
                    _reservations.Values.Sum(r => r.Allocations.Where(a => a.Location == level.Location).Sum(a => a.ReservedUnits)),
                    level.ReservedUnits);
            }

            foreach (var reservation in _reservations.Values)
            {
                Assert.True(reservation.ShortUnits >= 0);
                Assert.InRange(reservation.BackorderedUnits, 0, reservation.ReservedUnits);
                Assert.Equal(reservation.ReservedUnits, reservation.Allocations.Sum(a => a.ReservedUnits));
                Assert.True(reservation.UncoveredUnits >= 0);
                Assert.All(reservation.Allocations, a => Assert.InRange(a.RestockedUnits, 0, a.ShippedUnits));
            }

            Assert.Equal(Levels?.Locations ?? [], _replayed.Locations);
        }

        private void Set(LedgerStep step, LocationId[] locations)
        {
            var order = OrderId.Parse($"shop/{step.Order}");

            // The content follows from order and revision, as it does for real: a revision never changes what it wants.
            var random = new Random((step.Order * 100) + step.Revision);
            var sourcing = locations.OrderBy(_ => random.Next()).Take(random.Next(1, locations.Length + 1)).ToArray();
            var command = ToCommand(step, order, sourcing);
            var before = _reservations.GetValueOrDefault(order);
            var decision = ReservationRules.Decide(Levels, before, command);
            Log(JournalKind.ReservationSet, decision.Changes);
            if (decision.Record is { } record)
            {
                var more = record.ReservedUnits > (before?.ReservedUnits ?? 0);
                var available = decision.Levels!.Locations.Where(l => sourcing.Contains(l.Location)).Sum(l => l.AvailableUnits);
                Assert.False(more && available < -command.BackorderLimitUnits, $"{available} available with a limit of {command.BackorderLimitUnits}");
                Assert.False(more && step.Reject && record.ShortUnits > 0);
                _reservations[order] = record;
            }

            Levels = decision.Levels;
        }

        private void Move(StockMovement movement)
        {
            var decision = MovementRules.Decide(Levels, movement);
            Log(movement.Kind, decision.Changes ?? []);
            Levels = decision.Levels;
        }

        private void Log(JournalKind kind, IReadOnlyList<LevelChange> changes)
        {
            if (changes.Count > 0)
            {
                var entry = new JournalEntry(_replayed.Position + 1, DateTimeOffset.UnixEpoch, kind, "c", null, null, null, changes);
                _replayed = LevelReplay.After(_replayed, entry);
            }
        }
    }

    /// <summary>One location, plain sums: what the rules must come to.</summary>
    private sealed class CountingModel
    {
        private readonly Dictionary<int, (int Revision, int Held, int Shipped, int Covered, int Restocked, int Back)> _orders = [];
        private bool _known;
        private int _safety;

        public int OnHand { get; private set; }

        public int Reserved => _orders.Values.Sum(order => order.Held);

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
                default:
                    _safety = step.Units / 4;
                    break;
            }
        }

        private void Set(LedgerStep step)
        {
            var order = _orders.GetValueOrDefault(step.Order);
            if (step.Revision <= order.Revision)
            {
                return;
            }

            var command = ToCommand(step, OrderId.Parse($"shop/{step.Order}"), All[..1]);
            var shipped = Math.Max(order.Shipped, command.ShippedUnits);
            var gone = Math.Min(OnHand, shipped - order.Shipped);
            var covered = order.Covered + gone;
            var restocked = Math.Max(order.Restocked, command.RestockedUnits);
            var back = Math.Max(order.Back, Math.Min(restocked, covered));
            OnHand += back - order.Back - gone;

            var held = Math.Min(Math.Max(0, order.Held - gone), command.OpenUnits);
            _orders[step.Order] = order with { Held = 0 };
            var room = Math.Max(0, OnHand - _safety - Reserved - held + command.BackorderLimitUnits);
            var missing = command.OpenUnits - held;
            var taken = step.Reject && room < missing ? 0 : Math.Min(room, missing);
            _orders[step.Order] = (step.Revision, held + taken, shipped, covered, restocked, back);
        }
    }

    private static SetReservation ToCommand(LedgerStep step, OrderId order, LocationId[] sourcing)
    {
        var random = new Random((step.Order * 1_000) + step.Revision);
        var shipped = random.Next(0, 5);
        return new SetReservation(
            Item, order, step.Revision, random.Next(0, 7), shipped, random.Next(0, shipped + 1), sourcing,
            step.Reject ? ShortagePolicy.RejectOrder : ShortagePolicy.Backorder, step.Limit);
    }
}
