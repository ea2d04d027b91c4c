using System.Diagnostics.Metrics;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Telemetry;

/// <summary>
/// Every metric of the app: its name, unit and meaning, and how it is measured. docs/telemetry.md says the same for people, and a test
/// holds the two together. Thread-safe; a measurement that nobody listens to costs next to nothing.
/// </summary>
/// <remarks>
/// Units are UCUM. Tags have few values: channels, queues and fixed words, never SKUs, orders or anything a customer wrote.
/// A gauge is measured by <c>MeasureWork</c> on one instance at a time.
/// </remarks>
public sealed class StockFlowMetrics
{
    public const string MeterName = "StockFlow";

    public const string Freshness = "stockflow.freshness";
    public const string Reservations = "stockflow.reservations";
    public const string Conflicts = "stockflow.conflicts";
    public const string Pushes = "stockflow.pushes";
    public const string Throttles = "stockflow.throttles";
    public const string Webhooks = "stockflow.webhooks";
    public const string WebhooksRefused = "stockflow.webhooks.refused";
    public const string OrdersAccepted = "stockflow.orders.accepted";
    public const string OrdersWaitingAge = "stockflow.orders.waiting.age";
    public const string ShortfallAlerts = "stockflow.shortfall.alerts";
    public const string ChangesWaitingAge = "stockflow.changes.waiting.age";
    public const string ChangesWaitingInterval = "stockflow.changes.waiting.interval";
    public const string QueueAge = "stockflow.queue.age";
    public const string QueueMessages = "stockflow.queue.messages";
    public const string Failures = "stockflow.failures";
    public const string AuditDifferences = "stockflow.audit.differences";
    public const string BackupAge = "stockflow.backup.age";

    private const string Channel = "channel";
    private const string Outcome = "outcome";
    private const string Reason = "reason";
    private const string Queue = "queue";
    private const string State = "state";
    private const string Kind = "kind";

    /// <summary>In seconds: from a push at once to an interval of an hour that was missed.</summary>
    private static readonly InstrumentAdvice<double> FreshnessBounds = new()
    {
        HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
    };

    private readonly Histogram<double> _freshness;
    private readonly Counter<long> _reservations;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _pushes;
    private readonly Counter<long> _throttles;
    private readonly Counter<long> _webhooks;
    private readonly Counter<long> _webhooksRefused;
    private readonly Counter<long> _ordersAccepted;
    private readonly Counter<long> _shortfallAlerts;
    private readonly Gauge<double> _ordersWaitingAge;
    private readonly Gauge<double> _changesWaitingAge;
    private readonly Gauge<double> _changesWaitingInterval;
    private readonly Gauge<double> _queueAge;
    private readonly Gauge<long> _queueMessages;
    private readonly Gauge<long> _failures;
    private readonly Gauge<long> _auditDifferences;
    private readonly Gauge<double> _backupAge;

    /// <param name="meter">Named <see cref="MeterName"/>; who made it ends it.</param>
    public StockFlowMetrics(Meter meter)
    {
        _freshness = meter.CreateHistogram(
            Freshness, "s", "From the event that changed stock to the channel's acknowledgement of the number.", tags: null, FreshnessBounds);
        _reservations = meter.CreateCounter<long>(Reservations, "{reservation}", "Reservations that the ledger answered, by outcome.");
        _conflicts = meter.CreateCounter<long>(Conflicts, "{conflict}", "Writes of the ledger that lost against another and were decided again.");
        _pushes = meter.CreateCounter<long>(Pushes, "{push}", "Numbers that a channel was to be told, by outcome.");
        _throttles = meter.CreateCounter<long>(Throttles, "{response}", "Times a channel said that it was called too often.");
        _webhooks = meter.CreateCounter<long>(Webhooks, "{request}", "Webhooks that were taken in, by outcome.");
        _webhooksRefused = meter.CreateCounter<long>(WebhooksRefused, "{request}", "Webhooks that were refused, by reason.");
        _ordersAccepted = meter.CreateCounter<long>(OrdersAccepted, "{order}", "Orders whose newest state was merged and its work started.");
        _shortfallAlerts = meter.CreateCounter<long>(ShortfallAlerts, "{alert}", "Open shortfalls that grew too old.");
        _ordersWaitingAge = meter.CreateGauge<double>(OrdersWaitingAge, "s", "Age of the oldest order whose work has not ended; 0 without one.");
        _changesWaitingAge = meter.CreateGauge<double>(
            ChangesWaitingAge, "s", "Age of the oldest change that a channel does not show; 0 without one.");
        _changesWaitingInterval = meter.CreateGauge<double>(
            ChangesWaitingInterval, "s", "How old a change may grow by the channel's sync interval; 0 for real-time.");
        _queueAge = meter.CreateGauge<double>(QueueAge, "s", "Age of a queue's oldest message; 0 without one.");
        _queueMessages = meter.CreateGauge<long>(QueueMessages, "{message}", "Messages in a queue, active or dead.");
        _failures = meter.CreateGauge<long>(Failures, "{failure}", "Work that failed for good and waits for a person, by kind.");
        _auditDifferences = meter.CreateGauge<long>(AuditDifferences, "{difference}", "Differences that the last audit found and nobody has settled.");
        _backupAge = meter.CreateGauge<double>(BackupAge, "s", "Age of the newest complete backup; before the first one, how long there is none.");
    }

    /// <summary>A channel showed a number so long after the event behind it.</summary>
    public void Acknowledged(ChannelId channel, TimeSpan age) => _freshness.Record(age.TotalSeconds, Tag(Channel, channel.Value));

    public void Reserved(ReservationOutcome outcome)
    {
        if (_reservations.Enabled)
        {
            _reservations.Add(1, Tag(Outcome, WordFor(outcome)));
        }
    }

    public void Conflicted() => _conflicts.Add(1);

    /// <param name="numbers">How many; nothing is counted for 0.</param>
    /// <param name="outcome">A fixed word.</param>
    public void Pushed(ChannelId channel, string outcome, long numbers)
    {
        if (numbers > 0)
        {
            _pushes.Add(numbers, Tag(Channel, channel.Value), Tag(Outcome, outcome));
        }
    }

    public void Throttled(ChannelId channel) => _throttles.Add(1, Tag(Channel, channel.Value));

    /// <param name="outcome">accepted, ignored or set-aside.</param>
    public void TookWebhook(ChannelId channel, string outcome) => _webhooks.Add(1, Tag(Channel, channel.Value), Tag(Outcome, outcome));

    /// <param name="reason">bad-signature, too-large, too-many (rightly signed) or unheard (unread, from a sender without the secret).</param>
    public void RefusedWebhook(ChannelId channel, string reason) => _webhooksRefused.Add(1, Tag(Channel, channel.Value), Tag(Reason, reason));

    public void AcceptedOrder() => _ordersAccepted.Add(1);

    public void AlertedShortfall(ChannelId channel) => _shortfallAlerts.Add(1, Tag(Channel, channel.Value));

    public void MeasureOldestOrder(TimeSpan age) => _ordersWaitingAge.Record(age.TotalSeconds);

    /// <param name="age">Of the oldest change that the channel does not show.</param>
    /// <param name="interval">The channel's sync interval at this time.</param>
    public void MeasureOldestChange(ChannelId channel, TimeSpan age, TimeSpan interval)
    {
        _changesWaitingAge.Record(age.TotalSeconds, Tag(Channel, channel.Value));
        _changesWaitingInterval.Record(interval.TotalSeconds, Tag(Channel, channel.Value));
    }

    public void MeasureQueueAge(string queue, TimeSpan age) => _queueAge.Record(age.TotalSeconds, Tag(Queue, queue));

    /// <param name="state">active or dead.</param>
    public void MeasureQueueMessages(string queue, string state, long messages) =>
        _queueMessages.Record(messages, Tag(Queue, queue), Tag(State, state));

    /// <param name="kind">push, message or orchestration.</param>
    /// <param name="failures">How many there are; a bound of the count stands for itself and more.</param>
    public void MeasureFailures(string kind, long failures) => _failures.Record(failures, Tag(Kind, kind));

    public void MeasureAuditDifferences(long differences) => _auditDifferences.Record(differences);

    public void MeasureBackup(TimeSpan age) => _backupAge.Record(age.TotalSeconds);

    private static string WordFor(ReservationOutcome outcome) => outcome switch
    {
        ReservationOutcome.UnknownSku => "unknown-sku",
        ReservationOutcome.Superseded => "superseded",
        ReservationOutcome.ContentDiffers => "content-differs",
        ReservationOutcome.Set { Reservation.ShortUnits: > 0 } => "short",
        ReservationOutcome.Set { Reservation.BackorderedUnits: > 0 } => "backordered",
        ReservationOutcome.Set => "set",
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no word."),
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
