using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Properties;

public sealed class LedgerProperties
{
    private static readonly Sku Item = LedgerStep.Item;
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
                Assert.Equal(
                    (model.OnHand, model.Reserved, model.Backordered),
                    (level?.OnHandUnits ?? 0, level?.ReservedUnits ?? 0, level?.BackorderedUnits ?? 0));
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
            from kind in Gen.Choose(0, 12)
            from order in Gen.Choose(0, 3)
            from revision in Gen.Choose(1, 6)
            from location in Gen.Choose(0, locations - 1)
            from units in Gen.Choose(0, 8)
            from limit in Gen.Choose(0, 3)
            from reject in Gen.Choose(0, 3)
            select new LedgerStep(Math.Max(0, kind - 7), order, revision, location, units, limit, reject == 0);
        return step.ListOf().Select(steps => steps.ToList()).ToArbitrary();
    }

    /// <summary>Applies steps through the rules and keeps what the storage would keep.</summary>
    private sealed class RulesState
    {
        private readonly Dictionary<OrderId, Reservation> _reservations = [];
        private readonly Dictionary<OrderId, SetReservation> _terms = [];
        private SkuLevels _replayed = new(Item, [], 0);
        private int _cameIn;

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
                case 3:
                    Move(new SetSafetyStock("s", Item, locations[step.Location], step.Units / 4));
                    break;
                case 4:
                    Fill(isDateCome: step.Reject);
                    break;
                default:
                    Return(step, locations[step.Location]);
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
                Assert.Equal(
                    _reservations.Values.Where(r => r.NotBefore is null)
                        .Sum(r => r.Allocations.Where(a => a.Location == level.Location).Sum(a => a.BackorderedUnits)),
                    level.BackorderedUnits);
            }

            Assert.Equal(_reservations.Values.Count(r => r.WaitingSince is not null), Levels?.WaitingOrders ?? 0);
            var gone = _reservations.Values.Sum(r => r.Allocations.Sum(a => a.ShippedUnits - a.RestockedUnits));
            Assert.Equal(_cameIn - gone, Levels?.Locations.Sum(level => level.OnHandUnits) ?? 0);

            foreach (var reservation in _reservations.Values)
            {
                Assert.True(reservation.ShortUnits >= 0);
                Assert.InRange(reservation.BackorderedUnits, 0, reservation.ReservedUnits);
                Assert.Equal(reservation.ReservedUnits, reservation.Allocations.Sum(a => a.ReservedUnits));
                Assert.True(reservation.UncoveredUnits >= 0);
                Assert.InRange(reservation.WrittenOffUnits, 0, reservation.ReturnedUnits);
                Assert.InRange(reservation.Allocations.Sum(a => a.RestockedUnits), 0, reservation.Allocations.Sum(a => a.ShippedUnits));
                Assert.All(reservation.Allocations, a => Assert.InRange(a.BackorderedUnits, 0, a.ReservedUnits));
            }

            Assert.Equal(Levels?.Locations ?? [], _replayed.Locations);
        }

        private void Set(LedgerStep step, LocationId[] locations)
        {
            var order = step.OrderId;

            // The content follows from order and revision, as it does for real: a revision never changes what it wants.
            var random = new Random((step.Order * 100) + step.Revision);
            var sourcing = locations.OrderBy(_ => random.Next()).Take(random.Next(1, locations.Length + 1)).ToArray();
            var command = step.ToCommand(sourcing) with
            {
                Sourcing = random.Next(2) == 0 ? SourcingRule.Priority : SourcingRule.MostStock,
                MaySplit = random.Next(3) > 0,
                FallbackLocations = random.Next(2) == 0 ? [] : [.. locations.Except(sourcing)],
            };
            var before = _reservations.GetValueOrDefault(order);
            var decision = ReservationRules.Decide(Levels, before, command);
            Log(JournalKind.ReservationSet, decision.Changes);
            if (decision.Record is { } record)
            {
                var more = Held(record, sourcing) > (before is null ? 0 : Held(before, sourcing));
                var available = decision.Levels!.Locations.Where(l => sourcing.Contains(l.Location)).Sum(l => l.AvailableUnits);
                Assert.False(more && available < -command.BackorderLimitUnits, $"{available} available with a limit of {command.BackorderLimitUnits}");
                Assert.False(more && step.Reject && record.ShortUnits > 0);
                _reservations[order] = record;
                _terms[order] = command;
            }

            Levels = decision.Levels;
        }

        private static int Held(Reservation reservation, LocationId[] locations) =>
            reservation.Allocations.Where(a => locations.Contains(a.Location)).Sum(a => a.ReservedUnits);

        private void Fill(bool isDateCome)
        {
            foreach (var (order, waiting) in _reservations.Where(r => r.Value.WaitingSince is not null).OrderBy(r => r.Key.ExternalId).ToList())
            {
                if (_terms[order].NotBefore is not null && !isDateCome)
                {
                    continue;
                }

                var terms = _terms[order] with { Shortage = ShortagePolicy.Backorder, NotBefore = null };
                _terms[order] = terms;
                var decision = ReservationRules.Fill(Levels!, waiting, terms);
                Log(JournalKind.BackordersFilled, decision.Changes);
                Levels = decision.Levels;
                _reservations[order] = decision.Record ?? waiting;
                if (terms.MaySplit && terms.FallbackLocations.Count == 0)
                {
                    Assert.Null(ReservationRules.Fill(Levels!, _reservations[order], terms).Record);
                }

                if (terms.MaySplit && _reservations[order].BackorderedUnits > 0)
                {
                    var free = Levels!.Locations.Where(l => terms.Locations.Concat(terms.FallbackLocations).Contains(l.Location));
                    Assert.All(free, level => Assert.True(level.AvailableUnits + level.BackorderedUnits <= 0));
                }
            }
        }

        private void Return(LedgerStep step, LocationId location)
        {
            var order = step.OrderId;
            var decision = ReturnRules.Decide(Levels, _reservations.GetValueOrDefault(order), step.ToReturn(location));
            Log(JournalKind.Returned, decision.Changes);
            Levels = decision.Levels;
            if (decision.Record is { } record)
            {
                _reservations[order] = record;
            }
        }

        private void Move(StockMovement movement)
        {
            var decision = MovementRules.Decide(Levels, movement);
            _cameIn += decision.Changes?.Sum(change => change.OnHandDelta) ?? 0;
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
}
