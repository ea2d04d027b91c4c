using System.Text;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// One attempt to commit a group of commands: the partition as it was read, and what the decisions want written. The commands see each
/// other's decisions, and one entity is written once however many of them touch it.
/// </summary>
internal sealed class PartitionSheet(string partitionKey, SkuLevels? levels, ETag headETag)
{
    /// <summary>The most writes the service takes in one transaction.</summary>
    public const int WritesMax = 100;

    /// <summary>Three writes are the head, the journal page and now and then a snapshot.</summary>
    public const int RecordsMax = WritesMax - 3;

    /// <summary>A property holds 32,768 characters. The longest single entry has fewer than the rest.</summary>
    private const int JournalCharactersMax = 16_000;

    /// <summary>An ordinary entry has no more.</summary>
    private const int JournalEntryCharacters = 128;

    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly StringBuilder _journal = new(JournalEntryCharacters);
    private readonly long _firstPosition = (levels?.Position ?? 0) + 1;
    private int _written;
    private bool _hasNewWaiting;

    public string PartitionKey { get; } = partitionKey;

    /// <summary>The levels after the decisions so far; null while the SKU is unknown.</summary>
    public SkuLevels? Levels { get; private set; } = levels;

    public bool HasWrites => _written > 0;

    /// <summary>Whether the journal page is full.</summary>
    public bool IsFull => _journal.Length >= JournalCharactersMax;

    public void Load(string rowKey, ITableEntity? record) => _slots[rowKey] = new Slot(record, record?.ETag);

    public bool IsLoaded(string rowKey) => _slots.ContainsKey(rowKey);

    /// <summary>The record as read or as decided by an earlier command of the group; null where there is none, or where none was looked for.</summary>
    public ITableEntity? Record(string rowKey) => _slots.TryGetValue(rowKey, out var slot) ? slot.Entity : null;

    public void Put(ITableEntity record)
    {
        _slots.TryGetValue(record.RowKey, out var slot);
        _written += slot.IsChanged ? 0 : 1;
        _hasNewWaiting |= record is WaitingEntity && slot.ETag is null;
        _slots[record.RowKey] = new Slot(record, slot.ETag) { IsChanged = true };
    }

    /// <summary>Takes a record out. One that was put on this sheet and is not stored yet just is not written.</summary>
    public void Remove(string rowKey)
    {
        _slots.TryGetValue(rowKey, out var slot);
        _written += slot.IsChanged ? 0 : 1;
        _slots[rowKey] = new Slot(null, slot.ETag) { IsChanged = true };
    }

    /// <summary>Whether a command fits; one that does not waits for the next transaction, as do those after it.</summary>
    public bool Takes(PendingCommand command) =>
        !IsFull && _written + command.WritesMax <= RecordsMax && !(_hasNewWaiting && command.NeedsAllWaiting);

    /// <param name="changes">The journal entry; none is written for no changes.</param>
    /// <param name="order">The order whose units changed, where the command id does not say.</param>
    public void Change(
        SkuLevels levels, JournalKind kind, string commandId, string? actor, string? reason, IReadOnlyList<LevelChange> changes,
        OrderId? order = null)
    {
        Levels = levels;
        if (changes.Count > 0)
        {
            JournalText.Append(_journal, kind, commandId, actor, reason, changes, order);
        }
    }

    /// <summary>The transaction. The head comes first; its new ETag is in the first answer.</summary>
    public List<TableTransactionAction> ToActions(DateTimeOffset at)
    {
        var actions = new List<TableTransactionAction>(_written + 3);
        var head = HeadEntity.From(PartitionKey, Levels!);
        actions.Add(headETag == default
            ? new TableTransactionAction(TableTransactionActionType.Add, head)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, head, headETag));
        if (_journal.Length > 0)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, new JournalEntity
            {
                PartitionKey = PartitionKey,
                RowKey = StockKeys.Journal(Levels!.Position),
                FirstPosition = _firstPosition,
                AtUnixMilliseconds = at.ToUnixTimeMilliseconds(),
                Lines = _journal.ToString(),
            }));
            if (LevelSnapshot.IsDue(_firstPosition - 1, Levels.Position))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Add, SnapshotEntity.From(PartitionKey, Levels, at)));
            }
        }

        foreach (var (rowKey, slot) in _slots)
        {
            switch (slot)
            {
                case { IsChanged: true, Entity: { } entity, ETag: { } etag }:
                    actions.Add(new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, etag));
                    break;
                case { IsChanged: true, Entity: { } entity }:
                    actions.Add(new TableTransactionAction(TableTransactionActionType.Add, entity));
                    break;
                case { IsChanged: true, ETag: { } etag }:
                    actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(PartitionKey, rowKey), etag));
                    break;
            }
        }

        return actions;
    }

    /// <param name="Entity">The record; null where it was looked for and is missing, or is taken out.</param>
    /// <param name="ETag">The version that was read; null where it will be added.</param>
    private readonly record struct Slot(ITableEntity? Entity, ETag? ETag)
    {
        public bool IsChanged { get; init; }
    }
}
