using StockFlow.Channels.Traffic;

namespace StockFlow.Intake;

/// <summary>One channel's part of <see cref="WebhookGate"/>.</summary>
internal sealed class ChannelGate
{
    /// <summary>Senders remembered of each sort. Whoever sends from more addresses than these is forgiven sooner than he should be.</summary>
    private const int SendersMax = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _proven = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenBucket> _suspects = new(StringComparer.Ordinal);
    private readonly IntakeOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenBucket? _signed;

    public ChannelGate(IntakeOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _signed = options.WebhooksPerSecond is { } rate ? new TokenBucket(rate, rate * IntakeOptions.BurstSeconds, time) : null;
    }

    public TimeSpan WaitOf(string sender)
    {
        lock (_lock)
        {
            return _suspects.TryGetValue(sender, out var allowance) ? allowance.Wait : TimeSpan.Zero;
        }
    }

    public TimeSpan Admit(string? sender)
    {
        if (sender is not null)
        {
            lock (_lock)
            {
                if (!_proven.Contains(sender))
                {
                    MakeRoom(_proven.Count, _proven.Clear);
                    _proven.Add(sender);
                    _suspects.Remove(sender);
                }
            }
        }

        return _signed?.TryTake() ?? TimeSpan.Zero;
    }

    public void Refuse(string sender)
    {
        lock (_lock)
        {
            // Who knows the secret is the shop, or shares a proxy with it: shutting it out would be what an attacker wants.
            if (_proven.Contains(sender))
            {
                return;
            }

            if (!_suspects.TryGetValue(sender, out var allowance))
            {
                MakeRoom(_suspects.Count, ForgetSuspects);
                _suspects.Add(sender, allowance = new TokenBucket(_options.WebhookRefusalsPerMinute / 60.0, _options.WebhookRefusalsPerMinute, _time));
            }

            allowance.TryTake();
        }
    }

    private static void MakeRoom(int count, Action forget)
    {
        if (count >= SendersMax)
        {
            forget();
        }
    }

    private void ForgetSuspects()
    {
        foreach (var (sender, _) in _suspects.Where(suspect => suspect.Value.IsFull).ToList())
        {
            _suspects.Remove(sender);
        }

        MakeRoom(_suspects.Count, _suspects.Clear);
    }
}
