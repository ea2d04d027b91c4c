namespace StockFlow.Simulator.Replay;

/// <summary>Is told how far a replay is.</summary>
public interface IReplayProgress
{
    /// <summary>A part of the work begins.</summary>
    /// <param name="title">For people.</param>
    /// <param name="steps">How many steps it has, at least 1.</param>
    void Begin(string title, int steps);

    /// <summary>So many steps of the present part are done.</summary>
    /// <param name="steps">Since it began.</param>
    /// <param name="note">What is going on, such as the date.</param>
    void Reach(int steps, string note);
}
