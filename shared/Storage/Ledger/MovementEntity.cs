using System.Diagnostics;
using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A movement's command id with its content and its first answer: a repeat finds it here.</summary>
internal sealed class MovementEntity : ITableEntity
{
    private const string DoneCode = "done";
    private const string BelowZeroCode = "below-zero";
    private const string BeyondLimitCode = "beyond-limit";

    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Kind")]
    public int Kind { get; set; }

    [DataMember(Name = "Location")]
    public string Location { get; set; } = string.Empty;

    [DataMember(Name = "Units")]
    public int Units { get; set; }

    [DataMember(Name = "Reason")]
    public string? Reason { get; set; }

    [DataMember(Name = "Answer")]
    public string Answer { get; set; } = string.Empty;

    /// <summary>The level that belongs to the answer; see <see cref="LevelText"/>.</summary>
    [DataMember(Name = "Level")]
    public string? Level { get; set; }

    [DataMember(Name = "Position")]
    public long? Position { get; set; }

    /// <summary>The order of a return; null for any other movement.</summary>
    [DataMember(Name = "Order")]
    public string? Order { get; set; }

    /// <summary>Whether a return was written off; null if not.</summary>
    [DataMember(Name = "WriteOff")]
    public bool? WriteOff { get; set; }

    /// <summary>By how much a return changed on hand; null for any other movement.</summary>
    [DataMember(Name = "OnHandDelta")]
    public int? OnHandDelta { get; set; }

    public static MovementEntity From(string partitionKey, string rowKey, ReturnUnits command, ReturnOutcome.Done done) => new()
    {
        PartitionKey = partitionKey,
        RowKey = rowKey,
        Kind = (int)JournalKind.Returned,
        Location = command.Location.Value,
        Units = command.ReturnedUnits,
        Reason = command.Reason,
        Order = command.Order.ToString(),
        WriteOff = command.WriteOff ? true : null,
        Answer = DoneCode,
        Level = LevelText.Format([done.Level]),
        Position = done.Position,
        OnHandDelta = done.OnHandDelta,
    };

    public static MovementEntity From(string partitionKey, string rowKey, StockMovement movement, MovementOutcome outcome)
    {
        var entity = new MovementEntity
        {
            PartitionKey = partitionKey,
            RowKey = rowKey,
            Kind = (int)movement.Kind,
            Location = movement.Location.Value,
            Units = movement.Units,
            Reason = movement.Reason,
        };
        switch (outcome)
        {
            case MovementOutcome.Done done:
                entity.Answer = DoneCode;
                entity.Level = LevelText.Format([done.Level]);
                entity.Position = done.Position;
                break;
            case MovementOutcome.BelowZero below:
                entity.Answer = BelowZeroCode;
                entity.Level = LevelText.Format([new LocationLevel(movement.Location, below.OnHandUnits)]);
                break;
            case MovementOutcome.BeyondLimit:
                entity.Answer = BeyondLimitCode;
                break;
            default:
                throw new UnreachableException($"{outcome.GetType().Name} is never put on record.");
        }

        return entity;
    }

    /// <summary>What to answer to a return that comes under an id on record.</summary>
    public ReturnOutcome AnswerTo(ReturnUnits command)
    {
        var same = Kind == (int)JournalKind.Returned && Location == command.Location.Value && Units == command.ReturnedUnits
            && Order == command.Order.ToString() && (WriteOff ?? false) == command.WriteOff
            && (Reason ?? string.Empty) == (command.Reason ?? string.Empty);
        return same
            ? new ReturnOutcome.Done(LevelText.Parse(Level)[0], Position ?? 0, OnHandDelta ?? 0)
            : new ReturnOutcome.ContentDiffers();
    }

    /// <summary>What to answer to a movement that comes under an id on record.</summary>
    public MovementOutcome AnswerTo(StockMovement movement)
    {
        var same = Kind == (int)movement.Kind && Location == movement.Location.Value && Units == movement.Units
            && (Reason ?? string.Empty) == (movement.Reason ?? string.Empty);
        return (same, Answer) switch
        {
            (false, _) => new MovementOutcome.ContentDiffers(),
            (_, DoneCode) => new MovementOutcome.Done(LevelText.Parse(Level)[0], Position ?? 0),
            (_, BelowZeroCode) => new MovementOutcome.BelowZero(LevelText.Parse(Level)[0].OnHandUnits),
            (_, BeyondLimitCode) => new MovementOutcome.BeyondLimit(),
            _ => throw new InvalidDataException($"{PartitionKey}/{RowKey} has the answer '{Answer}'."),
        };
    }
}
