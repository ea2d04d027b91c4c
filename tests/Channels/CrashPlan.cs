namespace StockFlow.Tests.Channels;

/// <summary>Ends the process, so to speak, at the n-th step; after that nothing it does has an effect until it is revived.</summary>
internal sealed class CrashPlan
{
    private int _left = -1;

    public bool IsDead { get; private set; }

    public void CrashAt(int step) => _left = step;

    public void Revive()
    {
        IsDead = false;
        _left = -1;
    }

    public void Step()
    {
        if (!IsDead && _left >= 0 && _left-- == 0)
        {
            IsDead = true;
        }

        if (IsDead)
        {
            throw new SimulatedCrashException();
        }
    }
}
