using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Console;

/// <summary>Progress as lines of text, about ten a part, for files and build logs.</summary>
internal sealed class PlainProgress(TextWriter output) : IReplayProgress
{
    private string _title = string.Empty;
    private int _steps = 1;
    private int _tenths;

    public void Begin(string title, int steps)
    {
        (_title, _steps, _tenths) = (title, Math.Max(1, steps), 0);
        output.WriteLine($"{title} …");
    }

    public void Reach(int steps, string note)
    {
        var tenths = (int)(10L * steps / _steps);
        if (tenths > _tenths)
        {
            _tenths = tenths;
            output.WriteLine($"{_title}: {steps} of {_steps} ({note})");
        }
    }
}
