using System.Collections.Concurrent;
using StockFlow.Channels;

namespace StockFlow.Intake;

/// <summary>
/// Limits how many webhooks a channel may send us, so that nobody else can use up what its shop needs: a rightly signed webhook draws on
/// its channel's allowance, any other one on that of its sender alone. Counts in this process only. Thread-safe.
/// </summary>
public sealed class WebhookGate(IntakeOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<ChannelId, ChannelGate> _channels = new();

    /// <summary>Asked before anything of the body is read.</summary>
    /// <param name="channel">A configured one.</param>
    /// <param name="sender">Where the request came from; null when that is not known, and then it is heard.</param>
    /// <returns>Zero when the sender is to be heard; otherwise how long it should wait.</returns>
    public TimeSpan WaitBeforeReading(ChannelId channel, string? sender) =>
        sender is null ? TimeSpan.Zero : GateOf(channel).WaitOf(sender);

    /// <summary>Takes a rightly signed webhook's place. From now on its sender is heard always, however much is sent from there in vain.</summary>
    /// <returns>Zero when it may pass; otherwise how long the channel should wait.</returns>
    public TimeSpan Admit(ChannelId channel, string? sender) => GateOf(channel).Admit(sender);

    /// <summary>Counts a webhook that was wrongly signed or too long against its sender.</summary>
    public void Refuse(ChannelId channel, string? sender)
    {
        if (sender is not null)
        {
            GateOf(channel).Refuse(sender);
        }
    }

    private ChannelGate GateOf(ChannelId channel) =>
        _channels.GetOrAdd(channel, static (_, gate) => new ChannelGate(gate.Options, gate.Time), (Options: options, Time: time));
}
