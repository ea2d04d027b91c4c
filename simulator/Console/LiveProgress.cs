using Spectre.Console;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Console;

/// <summary>Progress bars on a terminal.</summary>
internal sealed class LiveProgress(ProgressContext context) : IReplayProgress
{
    private ProgressTask? _task;
    private string _title = string.Empty;

    public void Begin(string title, int steps)
    {
        End();
        _title = title;
        _task = context.AddTask(Markup.Escape(title), maxValue: steps);
    }

    public void Reach(int steps, string note)
    {
        if (_task is not null)
        {
            _task.Value = steps;
            _task.Description = $"{Markup.Escape(_title)} [grey]{Markup.Escape(note)}[/]";
        }
    }

    public void End()
    {
        if (_task is not null)
        {
            _task.Value = _task.MaxValue;
            _task.Description = Markup.Escape(_title);
            _task.StopTask();
        }
    }
}
