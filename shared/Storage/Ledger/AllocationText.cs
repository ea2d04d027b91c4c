using System.Globalization;
using System.Text;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>Allocations as stored text: <c>location:reserved</c> or <c>location:reserved,shipped,restocked</c>, joined by semicolons, with
/// the backordered units as a fourth number where there are any.</summary>
internal static class AllocationText
{
    /// <returns>Null for none.</returns>
    public static string? Format(IReadOnlyList<Allocation> allocations)
    {
        if (allocations.Count == 0)
        {
            return null;
        }

        if (allocations is [{ ShippedUnits: 0, RestockedUnits: 0, BackorderedUnits: 0 } only])
        {
            return string.Create(CultureInfo.InvariantCulture, $"{only.Location.Value}:{only.ReservedUnits}");
        }

        var text = new StringBuilder();
        foreach (var allocation in allocations)
        {
            text.Append(text.Length == 0 ? string.Empty : ";").Append(allocation.Location.Value).Append(':').Append(allocation.ReservedUnits);
            if ((allocation.ShippedUnits | allocation.RestockedUnits | allocation.BackorderedUnits) != 0)
            {
                text.Append(',').Append(allocation.ShippedUnits).Append(',').Append(allocation.RestockedUnits);
            }

            if (allocation.BackorderedUnits != 0)
            {
                text.Append(',').Append(allocation.BackorderedUnits);
            }
        }

        return text.ToString();
    }

    public static IReadOnlyList<Allocation> Parse(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var parts = text.Split(';');
        var allocations = new Allocation[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var colon = parts[i].IndexOf(':');
            var units = parts[i][(colon + 1)..].Split(',');
            allocations[i] = new Allocation(
                LocationId.Parse(parts[i][..colon]),
                Number(units[0]),
                units.Length > 1 ? Number(units[1]) : 0,
                units.Length > 2 ? Number(units[2]) : 0,
                units.Length > 3 ? Number(units[3]) : 0);
        }

        return allocations;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
