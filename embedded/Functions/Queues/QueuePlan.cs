using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.Functions;

/// <summary>Which queues there are, with which properties: those of the triggers, and those that are only set.</summary>
internal sealed class QueuePlan
{
    private readonly IReadOnlyDictionary<string, QueueSettings> _settings;
    private readonly IReadOnlyList<QueueTrigger> _triggers;

    public QueuePlan(IReadOnlyList<QueueTrigger> triggers, IReadOnlyDictionary<string, QueueSettings> settings, List<string> faults)
    {
        _triggers = triggers;
        _settings = settings;
        foreach (var trigger in triggers)
        {
            var others = triggers.Where(other => IsSame(other, trigger) && other.IsSessionsEnabled != trigger.IsSessionsEnabled);
            if (others.Any() || (SettingsOf(trigger.Queue).RequiresSession is { } requires && requires != trigger.IsSessionsEnabled))
            {
                faults.Add(
                    $"{trigger.Function.Label} has IsSessionsEnabled = {(trigger.IsSessionsEnabled ? "true" : "false")}, "
                    + $"unlike another function or the setting EmbeddedHost__Queues__{trigger.Queue}__RequiresSession.");
            }
        }
    }

    /// <summary>Makes all queues known to their brokers.</summary>
    /// <param name="main">Holds the queues that have no trigger.</param>
    public void Declare(EmbeddedStore main)
    {
        foreach (var trigger in _triggers)
        {
            ServiceBusBroker.For(EmbeddedStores.Get(trigger.Connection))
                .DeclareQueue(trigger.Queue, OptionsOf(trigger.Queue, trigger.IsSessionsEnabled));
        }

        foreach (var queue in _settings.Keys.Where(queue => !_triggers.Any(trigger => IsNamed(trigger.Queue, queue))))
        {
            ServiceBusBroker.For(main).DeclareQueue(queue, OptionsOf(queue, SettingsOf(queue).RequiresSession ?? false));
        }
    }

    private static bool IsNamed(string queue, string other) => queue.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(QueueTrigger one, QueueTrigger other) => IsNamed(one.Queue, other.Queue) && one.Connection == other.Connection;

    private QueueSettings SettingsOf(string queue) => _settings.GetValueOrDefault(queue) ?? QueueSettings.Default;

    private BrokerQueueOptions OptionsOf(string queue, bool requiresSession)
    {
        var settings = SettingsOf(queue);
        return new BrokerQueueOptions
        {
            RequiresSession = requiresSession,
            DuplicateDetectionWindow = settings.DuplicateDetectionWindow ?? TimeSpan.Zero,
            LockDuration = settings.LockDuration,
            MaxDeliveryCount = settings.MaxDeliveryCount,
        };
    }
}
