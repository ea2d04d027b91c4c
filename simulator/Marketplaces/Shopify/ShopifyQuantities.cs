using System.Globalization;
using System.Text.Json;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>
/// The mutation inventorySetQuantities of 2026-07: compulsory idempotency key, compare-and-set by changeFromQuantity, all rows or
/// none. Safe for many threads.
/// </summary>
internal sealed class ShopifyQuantities(ShopBooks books, Faults faults)
{
    private const int RowsMax = 250;
    private const int UnitsMax = 1_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Input, IReadOnlyDictionary<string, object?> Answer)> _answered = new(StringComparer.Ordinal);

    /// <returns>The mutation's payload.</returns>
    /// <exception cref="GraphQlException">The call breaks the schema.</exception>
    public IReadOnlyDictionary<string, object?> Set(GraphQlField field)
    {
        if (!field.Directives.TryGetValue("idempotent", out var directive) || directive.GetValueOrDefault("key") is not string { Length: > 0 } key)
        {
            throw new GraphQlException("BAD_REQUEST", "The @idempotent directive is required for this mutation but was not provided.");
        }

        if (field.Argument("input") is not IReadOnlyDictionary<string, object?> input
            || input.GetValueOrDefault("quantities") is not List<object?> quantities)
        {
            throw new GraphQlException("INVALID_VARIABLE", "Variable $input of type InventorySetQuantitiesInput! was provided invalid value");
        }

        var rows = quantities.OfType<IReadOnlyDictionary<string, object?>>().ToList();
        if (rows.Exists(row => !row.ContainsKey("changeFromQuantity")))
        {
            throw new GraphQlException("INVALID_FIELD_ARGUMENTS", "InventoryQuantityInput must include the following argument: changeFromQuantity.");
        }

        if (rows.Count > RowsMax)
        {
            throw new GraphQlException("MAX_INPUT_SIZE_EXCEEDED", $"The input array size of {rows.Count} is greater than the maximum allowed of {RowsMax}.");
        }

        var given = JsonSerializer.Serialize(input, JsonAnswer.Options);
        lock (_lock)
        {
            if (_answered.TryGetValue(key, out var earlier))
            {
                return earlier.Input == given
                    ? earlier.Answer
                    : Refused([Error(["input"], "IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The idempotency key was used with other parameters.")]);
            }

            var answer = Apply(input, rows);
            _answered[key] = (given, answer);
            return answer;
        }
    }

    private IReadOnlyDictionary<string, object?> Apply(IReadOnlyDictionary<string, object?> input, List<IReadOnlyDictionary<string, object?>> rows)
    {
        if (input.GetValueOrDefault("name") is not ("available" or "on_hand"))
        {
            return Refused([Error(["input", "name"], "INVALID_NAME", "The quantity name must be either 'available' or 'on_hand'.")]);
        }

        var pairs = rows.Select(row => (row.GetValueOrDefault("inventoryItemId") as string, row.GetValueOrDefault("locationId") as string)).ToList();
        if (pairs.Distinct().Count() < pairs.Count)
        {
            return Refused([Error(["input", "quantities"], "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "The combination of inventoryItemId and locationId must be unique.")]);
        }

        var numbers = rows
            .Select(row => (
                ItemNumber: ShopifyFields.Number(row.GetValueOrDefault("inventoryItemId") as string, "InventoryItem") ?? 0,
                Units: Whole(row.GetValueOrDefault("quantity")) ?? -1))
            .ToList();
        var reasons = books.SetAllOrNone(numbers, (index, item) => Refusal(index, rows[index], item));
        var errors = reasons.OfType<object>().ToList();
        if (errors.Count == 0)
        {
            books.CountPush();
        }

        return errors.Count > 0
            ? Refused(errors)
            : new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["inventoryAdjustmentGroup"] = new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["id"] = $"gid://shopify/InventoryAdjustmentGroup/{_answered.Count + 1}",
                    ["reason"] = input.GetValueOrDefault("reason"),
                },
                ["userErrors"] = new List<object?>(),
            };
    }

    private object? Refusal(int index, IReadOnlyDictionary<string, object?> row, ShopItem? item)
    {
        string[] At(string name) => ["input", "quantities", index.ToString(CultureInfo.InvariantCulture), name];
        if (item is null)
        {
            return Error(At("inventoryItemId"), "INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.");
        }

        if (row.GetValueOrDefault("locationId") as string != FakeShopify.LocationGid)
        {
            return Error(At("locationId"), "INVALID_LOCATION", "The specified location could not be found.");
        }

        if (Whole(row.GetValueOrDefault("quantity")) is not { } units || units < 0)
        {
            return Error(At("quantity"), "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative.");
        }

        if (units > UnitsMax)
        {
            return Error(At("quantity"), "INVALID_QUANTITY_TOO_HIGH", "The quantity can't be higher than 1,000,000,000.");
        }

        if (Whole(row["changeFromQuantity"]) is { } expected && expected != item.ListedUnits)
        {
            return Error(At("changeFromQuantity"), "CHANGE_FROM_QUANTITY_STALE", "The changeFromQuantity value does not match the persisted quantity.");
        }

        return faults.RefusesItem()
            ? Error(At("inventoryItemId"), "ITEM_NOT_STOCKED_AT_LOCATION", "The specified inventory item is not stocked at the location.")
            : null;
    }

    private static int? Whole(object? value) => value is long number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    private static Dictionary<string, object?> Refused(IReadOnlyList<object> errors) => new(StringComparer.Ordinal)
    {
        ["inventoryAdjustmentGroup"] = null,
        ["userErrors"] = errors,
    };

    private static Dictionary<string, object?> Error(string[] field, string code, string message) => new(StringComparer.Ordinal)
    {
        ["field"] = field,
        ["code"] = code,
        ["message"] = message,
    };
}
