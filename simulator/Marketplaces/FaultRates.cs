namespace StockFlow.Simulator.Marketplaces;

/// <summary>How often each fault strikes, each a probability from 0 to 1.</summary>
public sealed record FaultRates
{
    /// <summary>No faults at all.</summary>
    public static FaultRates None { get; } = new();

    /// <summary>A bad month: about one call or delivery in eight meets a fault.</summary>
    public static FaultRates Bad { get; } = new()
    {
        Throttled = 0.04,
        ServerError = 0.03,
        BrokenBefore = 0.02,
        BrokenAfter = 0.02,
        ItemRefused = 0.002,
        DeliveryLost = 0.03,
        DeliveryDoubled = 0.05,
        DeliveryLate = 0.06,
        AnswerLost = 0.02,
    };

    /// <summary>A call is answered 429 with Retry-After.</summary>
    public double Throttled { get; init; }

    /// <summary>A call is answered 500.</summary>
    public double ServerError { get; init; }

    /// <summary>The connection breaks before the call has done anything.</summary>
    public double BrokenBefore { get; init; }

    /// <summary>The connection breaks after the call has been carried out.</summary>
    public double BrokenAfter { get; init; }

    /// <summary>One item of a batch is refused for the moment.</summary>
    public double ItemRefused { get; init; }

    /// <summary>A webhook is never sent, nor tried again.</summary>
    public double DeliveryLost { get; init; }

    /// <summary>A webhook is sent twice, at nearly the same time.</summary>
    public double DeliveryDoubled { get; init; }

    /// <summary>A webhook leaves up to two hours late, so that later ones overtake it.</summary>
    public double DeliveryLate { get; init; }

    /// <summary>A webhook is taken, but the sender does not hear of it and sends it again.</summary>
    public double AnswerLost { get; init; }
}
