namespace StockFlow.Simulator.Marketplaces;

/// <summary>Decides by a seed what goes wrong, and counts it. Safe for many threads.</summary>
/// <param name="rates">How often.</param>
/// <param name="random">Seeded, and used by nothing else.</param>
public sealed class Faults(FaultRates rates, Random random)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _struck = new(StringComparer.Ordinal);
    private bool _stopped;

    /// <summary>Faults that never strike.</summary>
    public static Faults None => new(FaultRates.None, new Random(0));

    /// <summary>How often each kind struck so far.</summary>
    public IReadOnlyDictionary<string, int> Struck
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<string, int>(_struck, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }
    }

    public CallFault OfCall() => Draw(
        (rates.Throttled, CallFault.Throttled),
        (rates.ServerError, CallFault.ServerError),
        (rates.BrokenBefore, CallFault.BrokenBefore),
        (rates.BrokenAfter, CallFault.BrokenAfter));

    public bool RefusesItem() => Draw((rates.ItemRefused, ItemFault.Refused)) == ItemFault.Refused;

    public DeliveryFault OfDelivery() => Draw(
        (rates.DeliveryLost, DeliveryFault.Lost),
        (rates.DeliveryDoubled, DeliveryFault.Doubled),
        (rates.DeliveryLate, DeliveryFault.Late),
        (rates.AnswerLost, DeliveryFault.AnswerLost));

    /// <summary>A length of time between zero and a bound.</summary>
    public TimeSpan Delay(TimeSpan most)
    {
        lock (_lock)
        {
            return most * random.NextDouble();
        }
    }

    private TFault Draw<TFault>(params ReadOnlySpan<(double Rate, TFault Fault)> faults)
        where TFault : struct, Enum
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return default;
            }

            var drawn = random.NextDouble();
            foreach (var (rate, fault) in faults)
            {
                drawn -= rate;
                if (drawn < 0)
                {
                    var name = $"{typeof(TFault).Name[..^"Fault".Length]} {fault}";
                    _struck[name] = _struck.GetValueOrDefault(name) + 1;
                    return fault;
                }
            }

            return default;
        }
    }
}
