using StockFlow.Messaging;

namespace StockFlow.Bench.Cost;

/// <summary>What a run would be billed for: what was counted, and what follows from it elsewhere by documented behaviour.</summary>
internal sealed class Bill
{
    private const double SecondsPerDay = 24 * 60 * 60;
    private const double BytesPerGb = 1e9;

    private readonly Tally _tally;
    private readonly PriceList _list;
    private readonly Dictionary<Meter, List<(string What, double Count)>> _parts = [];

    private Bill(Tally tally, PriceList list, Func<Bill, double> seconds)
    {
        (_tally, _list) = (tally, list);
        AddFunctions(seconds(this));
        AddTables();
        AddDurable();
        AddMessaging();
        AddLogs();
    }

    /// <summary>The parts of each meter, with what they are for.</summary>
    public IReadOnlyDictionary<Meter, List<(string What, double Count)>> Parts => _parts;

    public double this[Meter meter] => _parts.TryGetValue(meter, out var parts) ? parts.Sum(part => part.Count) : 0;

    /// <summary>
    /// Orders minutes apart: every group of functions works for one order alone, its executions side by side. Between two steps of an
    /// orchestration lies a look into a queue, so each of those is a period of its own.
    /// </summary>
    public static Bill OfQuietOrders(Tally tally, int orders, PriceList list) => new(tally, list, bill => tally.Functions
        .GroupBy(AppFunctions.GroupOf)
        .Sum(group => group.Key == AppFunctions.DurableGroup
            ? group.Sum(bill.SecondsAlone)
            : Math.Min(orders, group.Sum(bill.ExecutionsOf)) * group.Max(bill.SecondsOf)));

    /// <summary>All orders at once: instances are busy all the time, with many executions side by side.</summary>
    public static Bill OfRush(Tally tally, PriceList list) => new(tally, list, bill => tally.Functions
        .GroupBy(AppFunctions.GroupOf)
        .Sum(group => Math.Max(
            list["minimumSeconds"],
            group.Sum(function => bill.ExecutionsOf(function) * bill.WorkOf(function)) / list["executionsAtOnce"])));

    /// <summary>A day without orders, with one instance that looks after the durable queues all day.</summary>
    public static Bill OfIdleDay(Tally tally, PriceList list)
    {
        var bill = new Bill(tally, list, bill => tally.Functions.Sum(bill.SecondsAlone));
        var queues = list["durablePartitions"] + 1;
        bill.Add(Meter.Tables, "Durable: renewing partitions", queues * SecondsPerDay / list["durableLeaseSeconds"]);
        bill.Add(Meter.Queues, "Durable: looks into empty queues", queues * SecondsPerDay / list["durablePollSeconds"]);
        bill.Add(Meter.BlobWrites, "timers: status", tally.Sum(UseKind.Execution, AppFunctions.IsMonitored));
        bill.Add(Meter.BlobOthers, "timers: locks", AppFunctions.Timers * SecondsPerDay / list["timerLeaseSeconds"]);
        return bill;
    }

    private long ExecutionsOf(string function) => _tally.Sum(UseKind.Execution, name => name == function);

    /// <summary>All executions of a function, each a period of its own; an activity's answer is one more, of its orchestrator.</summary>
    private double SecondsAlone(string function) =>
        ExecutionsOf(function) * (SecondsOf(function) + (AppFunctions.IsActivity(function) ? _list["minimumSeconds"] : 0));

    /// <summary>How long one execution is billed when it is alone.</summary>
    private double SecondsOf(string function) => Math.Max(_list["minimumSeconds"], Math.Ceiling(WorkOf(function) * 10) / 10);

    /// <summary>How long one execution takes: what it took here, and its requests one after the other.</summary>
    private double WorkOf(string function)
    {
        var calls = _tally.Sum(UseKind.Call, name => name == function);
        var busy = AppFunctions.IsOrchestrator(function) ? 0 : _tally.Busy[function].TotalSeconds;
        var waiting = (_tally.RequestsOf(function) * _list["requestSeconds"]) + (calls * _list["channelCallSeconds"]);
        return (busy + waiting) / ExecutionsOf(function);
    }

    private void AddFunctions(double seconds)
    {
        Add(Meter.Executions, "functions", _tally.Executions);
        Add(Meter.GbSeconds, "functions", seconds * _list["instanceGb"]);
    }

    private void AddTables()
    {
        Add(Meter.Tables, "point reads", _tally.Sum(UseKind.PointRead));
        Add(Meter.Tables, "pages of queries", _tally.Sum(UseKind.Query));
        Add(Meter.Tables, "writes", _tally.Sum(UseKind.Write));
        Add(Meter.Tables, "entity group transactions", _tally.Sum(UseKind.Batch));
    }

    /// <summary>
    /// Durable's own storage, by its source (https://github.com/Azure/durabletask, src/DurableTask.AzureStorage, June 2026). Starting: is
    /// the instance there, its row, and is it there when the first message is read. Purging: its row and history are found, both taken away, and
    /// its large payloads looked for. A step: history read, history written, row written. A start is one message, an activity one there and
    /// one back; each is put, got and deleted.
    /// </summary>
    private void AddDurable()
    {
        double runs = _tally.Orchestrations;
        Add(Meter.Tables, "Durable: starts and purges", 7 * runs);
        Add(Meter.Tables, "Durable: steps", 3 * _tally.Episodes);
        Add(Meter.Queues, "Durable: messages", 3 * (runs + (2 * _tally.Activities)));
        Add(Meter.BlobWrites, "Durable: looks for large payloads", runs);
    }

    private void AddMessaging()
    {
        var sends = _tally.Sum(UseKind.Send);
        var inSessions = _tally.Counts.Where(count => count.Key is { Kind: UseKind.Send, Target: not QueueNames.StockChanges }).Sum(count => count.Value);
        Add(Meter.Messaging, "send", sends);
        Add(Meter.Messaging, "receive, complete", 2 * sends);
        Add(Meter.Messaging, "sessions", _list["sessionOperations"] * inSessions);
    }

    private void AddLogs()
    {
        var items = (_list["logItemsPerExecution"] * _tally.Executions) + _tally.Sum(UseKind.Send) + _tally.Sum(UseKind.Call);
        Add(Meter.Logs, "telemetry", items * _list["logShare"] * _list["logBytesPerItem"] / BytesPerGb);
    }

    private void Add(Meter meter, string what, double count)
    {
        if (count > 0)
        {
            if (!_parts.TryGetValue(meter, out var parts))
            {
                _parts.Add(meter, parts = []);
            }

            parts.Add((what, count));
        }
    }
}
