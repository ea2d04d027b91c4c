using System.Globalization;
using Azure.Data.Tables;
using StockFlow.Orders;

namespace StockFlow.Storage.Orders;

/// <summary>An order as an entity: what is asked about in typed properties, its lines in pieces of binary.</summary>
internal static class OrderEntity
{
    private const string Number = "Number";
    private const string State = "State";
    private const string PlacedAt = "PlacedAt";
    private const string UpdatedAt = "UpdatedAt";
    private const string LinesAt = "LinesAt";
    private const string Revision = "Revision";
    private const string DoneRevision = "DoneRevision";
    private const string Outcome = "Outcome";
    private const string ReceivedAt = "ReceivedAt";
    private const string DoneAt = "DoneAt";
    private const string HoldUntil = "HoldUntil";
    private const string HoldExpired = "HoldExpired";
    private const string MovedAt = "MovedAt";
    private const string Deflated = "Deflated";
    private const string Body = "Body";

    /// <exception cref="OrderTooLargeException">The order does not fit an entity.</exception>
    public static TableEntity From(Order order)
    {
        var entity = new TableEntity(OrderKeys.Partition(order.Id), OrderKeys.Row(order.Id))
        {
            [State] = order.State.ToString(),
            [UpdatedAt] = order.UpdatedAt,
            [Revision] = order.Revision,
            [DoneRevision] = order.DoneRevision,
            [Outcome] = order.Outcome.ToString(),
            [ReceivedAt] = order.ReceivedAt,
        };
        AddIfAny(entity, Number, order.Number);
        AddIfAny(entity, PlacedAt, order.PlacedAt);
        AddIfAny(entity, LinesAt, order.LinesAt);
        AddIfAny(entity, DoneAt, order.DoneAt);
        AddIfAny(entity, HoldUntil, order.HoldUntil);
        AddIfAny(entity, HoldExpired, order.HoldExpired ? true : null);
        AddIfAny(entity, MovedAt, order.MovedAt);

        var (bytes, isDeflated) = OrderBody.From(order).ToBytes();
        var pieces = (bytes.Length + OrderBody.PieceBytesMax - 1) / OrderBody.PieceBytesMax;
        if (pieces > OrderBody.PiecesMax)
        {
            throw new OrderTooLargeException(order.Id, order.Lines.Count, bytes.Length, OrderBody.PiecesMax * OrderBody.PieceBytesMax);
        }

        AddIfAny(entity, Deflated, isDeflated ? true : null);
        for (var i = 0; i < pieces; i++)
        {
            var from = i * OrderBody.PieceBytesMax;
            entity[Piece(i)] = bytes[from..Math.Min(from + OrderBody.PieceBytesMax, bytes.Length)];
        }

        return entity;
    }

    public static OrderReading Read(TableEntity entity)
    {
        var id = OrderKeys.ToOrder(entity.PartitionKey, entity.RowKey);
        try
        {
            return new OrderReading(id, ToOrder(entity), null);
        }
        catch (InvalidDataException e)
        {
            return new OrderReading(id, null, UnreadableRow.Of(TableNames.Orders, entity.PartitionKey, entity.RowKey, e));
        }
    }

    /// <exception cref="InvalidDataException">The row is not of our form.</exception>
    public static Order ToOrder(TableEntity entity)
    {
        try
        {
            return Parse(entity);
        }
        catch (Exception e) when (UnreadableRecord.IsRow(e))
        {
            // A property that is missing, of another type, or of a text that we do not write.
            throw new InvalidDataException($"Order {entity.PartitionKey}/{entity.RowKey} is not of our form: {e.Message}", e);
        }
    }

    private static Order Parse(TableEntity entity)
    {
        var body = OrderBody.FromBytes(Join(entity), entity.GetBoolean(Deflated) ?? false);
        return new Order(
            OrderKeys.ToOrder(entity.PartitionKey, entity.RowKey),
            entity.GetString(Number),
            Enum.Parse<ChannelOrderState>(entity.GetString(State)!),
            entity.GetDateTimeOffset(PlacedAt),
            entity.GetDateTimeOffset(UpdatedAt)!.Value,
            entity.GetDateTimeOffset(LinesAt),
            entity.GetInt32(Revision)!.Value,
            entity.GetInt32(DoneRevision)!.Value,
            Enum.Parse<OrderOutcome>(entity.GetString(Outcome)!),
            entity.GetDateTimeOffset(ReceivedAt)!.Value,
            entity.GetDateTimeOffset(DoneAt),
            [.. body.Lines.Select(line => line.ToLine())],
            body.AskedSkus)
        {
            HoldUntil = entity.GetDateTimeOffset(HoldUntil),
            HoldExpired = entity.GetBoolean(HoldExpired) ?? false,
            MovedAt = entity.GetDateTimeOffset(MovedAt),
            Decisions = body.Decisions ?? [],
        };
    }

    private static byte[] Join(TableEntity entity)
    {
        var first = entity.GetBinary(Piece(0))!;
        if (!entity.ContainsKey(Piece(1)))
        {
            return first;
        }

        using var all = new MemoryStream();
        for (var i = 0; entity.TryGetValue(Piece(i), out var piece); i++)
        {
            all.Write((byte[])piece);
        }

        return all.ToArray();
    }

    private static string Piece(int i) => i == 0 ? Body : string.Create(CultureInfo.InvariantCulture, $"{Body}{i}");

    private static void AddIfAny(TableEntity entity, string name, object? value)
    {
        if (value is not null)
        {
            entity[name] = value;
        }
    }
}
