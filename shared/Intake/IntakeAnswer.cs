namespace StockFlow.Intake;

/// <summary>What became of a webhook. When several apply, the first in this order is given.</summary>
public abstract record IntakeAnswer
{
    private IntakeAnswer()
    {
    }

    /// <summary>No channel has that name.</summary>
    public sealed record UnknownChannel : IntakeAnswer;

    /// <summary>The sender, or its channel, has sent more than it may. Nothing was kept but a count.</summary>
    /// <param name="Wait">Until the next one can be taken; above zero.</param>
    public sealed record TooMany(TimeSpan Wait) : IntakeAnswer;

    /// <summary>The body is longer than we take. Nothing was kept.</summary>
    public sealed record TooLarge(int BytesMax) : IntakeAnswer;

    /// <summary>The signature is missing, wrong or too old. Nothing was kept but a count.</summary>
    public sealed record BadSignature(string Reason) : IntakeAnswer;

    /// <summary>Nothing to do, on purpose.</summary>
    public sealed record Ignored(string Reason) : IntakeAnswer;

    /// <summary>Rightly signed but not understood: it is kept in sight with its reason.</summary>
    public sealed record SetAside(string Reason) : IntakeAnswer;

    /// <summary>The order's snapshot is on disk, waiting for its turn.</summary>
    public sealed record Accepted : IntakeAnswer;
}
