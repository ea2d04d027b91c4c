using StockFlow.Channels;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds;

/// <summary>What a seed makes of the world: the company, how busy the day is, and what can go wrong.</summary>
internal sealed record SeedPlan
{
    /// <summary>How often a kind of fault strikes where it can, if the run has it.</summary>
    private static readonly double[] Rates = [0.003, 0.01, 0.03];

    public required int Seed { get; init; }

    public required IReadOnlyList<LocationId> Locations { get; init; }

    public required IReadOnlyList<ShopPlan> Shops { get; init; }

    /// <summary>In stock from the beginning.</summary>
    public required IReadOnlyList<Sku> Skus { get; init; }

    /// <summary>Sold before it is first received.</summary>
    public required Sku LateSku { get; init; }

    /// <summary>A SKU that is sold as others; null where the company has none.</summary>
    public required Sku? Bundle { get; init; }

    /// <summary>How much is done in the day.</summary>
    public required int Actions { get; init; }

    /// <summary>How often each kind strikes; kinds that are left out never do.</summary>
    public required IReadOnlyDictionary<SeedFault, double> Faults { get; init; }

    /// <summary>How often the process may die.</summary>
    public required int CrashesMax { get; init; }

    /// <summary>Whether there are two instances of the app's services.</summary>
    public required bool HasTwin { get; init; }

    /// <summary>Whether journals are archived but for a few entries; else a day does not come to so many.</summary>
    public required bool ArchivesEarly { get; init; }

    /// <summary>Whether backups are kept.</summary>
    public required bool HasBackups { get; init; }

    /// <summary>Whether the disk is lost after the day, and the newest backup restored.</summary>
    public required bool LosesDisk { get; init; }

    /// <summary>When the app's timers run.</summary>
    public required IReadOnlyDictionary<string, string> Schedules { get; init; }

    /// <summary>How much of a fault kind the run has.</summary>
    public double RateOf(SeedFault fault) => Faults.GetValueOrDefault(fault);

    public static SeedPlan Of(int seed)
    {
        var dice = new Dice(seed);
        var hasBackups = dice.Chance(0.3);
        var locations = Enumerable.Range(0, dice.Between(1, 3)).Select(at => LocationId.Parse($"place-{(char)('a' + at)}")).ToList();
        return new SeedPlan
        {
            Seed = seed,
            Locations = locations,
            Shops = [.. Enumerable.Range(1, dice.Between(1, 3)).Select(number => Shop(dice, number, locations))],
            Skus = [.. Enumerable.Range(1, dice.Between(2, 6)).Select(number => Sku.Parse($"ITEM-{number}"))],
            LateSku = Sku.Parse("LATE-1"),
            Actions = dice.Between(40, 120),
            Faults = Swarm(dice),
            CrashesMax = dice.Below(6),
            Schedules = new Dictionary<string, string>
            {
                ["StockFlowPollSchedule"] = $"0 */{dice.Pick([5, 10, 15])} * * * *",
                ["StockFlowSyncSchedule"] = $"30 */{dice.Pick([5, 10])} * * * *",
                ["StockFlowQuarantineSchedule"] = "45 */20 * * * *",
                ["StockFlowResumeSchedule"] = "45 5/10 * * * *",
                ["StockFlowHoldSchedule"] = "15 */10 * * * *",
                ["StockFlowShortfallSchedule"] = "45 3/10 * * * *",
                ["StockFlowArchiveSchedule"] = "45 11 * * * *",
                ["StockFlowBackUpSchedule"] = "0 35 10,15 * * *",
                ["StockFlowPurgeSchedule"] = "0 17 * * * *",
                ["StockFlowMeasureSchedule"] = "20 50 */6 * * *",
                ["StockFlowMeasureRecordsSchedule"] = "50 50 */6 * * *",
            },
            HasBackups = hasBackups,
            LosesDisk = hasBackups && dice.Chance(0.7),
            HasTwin = dice.Chance(0.5),
            ArchivesEarly = dice.Chance(0.5),
            Bundle = dice.Chance(0.4) ? Sku.Parse("SET-1") : null,
        };
    }

    private static ShopPlan Shop(Dice dice, int number, List<LocationId> locations)
    {
        var hasWebhooks = dice.Chance(0.8);
        var own = dice.Shuffle(dice.Some(locations));
        return new ShopPlan(ChannelId.Parse($"shop-{number}"), ShopKind.Http, $"Shop {number}", own)
        {
            Webhooks = hasWebhooks,

            // Without polls nothing mends a lost webhook, so such a shop loses none: it sends each until it is taken.
            PollInterval = hasWebhooks && dice.Chance(0.3) ? null : TimeSpan.FromMinutes(dice.Pick([10, 30, 60])),
            SyncInterval = dice.Pick(["realtime", "realtime", "00:05:00", "00:30:00"]),
            BufferUnits = dice.Pick([0, 0, 1, 3]),
            SharePercent = dice.Pick([100, 100, 80, 50]),
            CapUnits = dice.Pick<int?>([null, null, 5]),
            BackorderLimitUnits = dice.Pick([0, 0, 4]),
            RejectsShortOrders = dice.Chance(0.25),
            HoldTime = dice.Pick<TimeSpan?>([TimeSpan.FromHours(1), TimeSpan.FromHours(4), null]),
            Sourcing = dice.Pick(["priority", "priority", "most-stock", "fewest-shipments"]),
            SplitsLines = dice.Chance(0.85),
            FallbackLocations = dice.Chance(0.2) ? [.. locations.Except(own)] : [],
            ShowsBackorders = number != 3,
            Prices = number switch { 1 => new PricePlan(12, "EUR", 1.17m, Ending: 99), 3 => new PricePlan(-10, "GBP", 1, Ending: null), _ => null },
        };
    }

    private static Dictionary<SeedFault, double> Swarm(Dice dice)
    {
        var isCalm = dice.Chance(0.05);
        var faults = new Dictionary<SeedFault, double>();
        foreach (var fault in Enum.GetValues<SeedFault>())
        {
            var rate = dice.Pick(Rates);
            if (dice.Chance(0.5) && !isCalm)
            {
                faults.Add(fault, fault switch
                {
                    SeedFault.Crash => rate / 5,
                    SeedFault.SmallCommits => 0.5,
                    SeedFault.DeliveryLost or SeedFault.DeliveryDoubled or SeedFault.DeliveryLate => rate * 5,
                    _ => rate,
                });
            }
        }

        return faults;
    }
}
