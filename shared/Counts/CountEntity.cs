using System.Globalization;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>The head of a stocktake and its lines as entities. What is null or zero is left out.</summary>
internal static class CountEntity
{
    private const string State = "State";
    private const string Location = "Location";
    private const string Skus = "Skus";
    private const string Actor = "Actor";
    private const string Reason = "Reason";
    private const string OpenedAt = "OpenedAt";
    private const string UpdatedAt = "UpdatedAt";
    private const string Zones = "Zones";
    private const string Expected = "Expected";
    private const string Posted = "Posted";
    private const string UnitCost = "UnitCost";

    public static TableEntity Of(StockCount count)
    {
        var entity = new TableEntity(CountKeys.Partition(count.Id), CountKeys.Head)
        {
            [State] = count.State.ToString(),
            [OpenedAt] = count.OpenedAt,
            [UpdatedAt] = count.UpdatedAt,
        };
        AddIfAny(entity, Location, count.Location?.Value);
        AddIfAny(entity, Actor, count.Actor);
        AddIfAny(entity, Reason, count.Reason);
        if (count.Skus is not null)
        {
            PiecedJson.Write(entity, Skus, count.Skus);
        }

        return entity;
    }

    public static StockCount ToCount(CountId id, TableEntity entity) => new(
        id,
        Enum.Parse<CountState>(entity.GetString(State)!),
        entity.GetString(Location) is { } location ? LocationId.Parse(location) : null,
        entity.ContainsKey(Skus) ? PiecedJson.Read<List<Sku>>(entity, Skus) : null,
        entity.GetString(Actor),
        entity.GetString(Reason),
        entity.GetDateTimeOffset(OpenedAt)!.Value,
        entity.GetDateTimeOffset(UpdatedAt)!.Value);

    public static TableEntity Of(CountId count, CountLine line)
    {
        var entity = new TableEntity(CountKeys.Partition(count), CountKeys.Line(line.Sku, line.Location)) { [State] = line.State.ToString() };
        AddIfAny(entity, Expected, line.ExpectedUnits == 0 ? null : line.ExpectedUnits);
        AddIfAny(entity, Posted, line.PostedUnits == 0 ? null : line.PostedUnits);
        AddIfAny(entity, Reason, line.Reason);

        // Tables have no decimal numbers.
        AddIfAny(entity, UnitCost, line.UnitCost?.ToString(CultureInfo.InvariantCulture));
        if (line.Zones.Count > 0)
        {
            PiecedJson.Write(entity, Zones, line.Zones);
        }

        return entity;
    }

    public static CountLine ToLine(TableEntity entity)
    {
        var (sku, location) = CountKeys.ToLine(entity.RowKey);
        return new CountLine(
            sku,
            location,
            Enum.Parse<CountLineState>(entity.GetString(State)!),
            entity.ContainsKey(Zones) ? PiecedJson.Read<List<CountedZone>>(entity, Zones) : [],
            entity.GetInt32(Expected) ?? 0,
            entity.GetInt32(Posted) ?? 0,
            entity.GetString(Reason),
            entity.GetString(UnitCost) is { } cost ? decimal.Parse(cost, CultureInfo.InvariantCulture) : null);
    }

    private static void AddIfAny(TableEntity entity, string name, object? value)
    {
        if (value is not null)
        {
            entity[name] = value;
        }
    }
}
