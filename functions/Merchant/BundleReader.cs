using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Turns what people send into a bundle, or says what is wrong with it.</summary>
internal static class BundleReader
{
    /// <returns>True with a bundle within all its ranges, or false with the first fault.</returns>
    public static bool TryRead(
        Sku sku, BundleBody body, [NotNullWhen(true)] out Bundle? bundle, [NotNullWhen(false)] out Problem? problem)
    {
        bundle = null;
        var components = new List<BundleComponent>();
        if (body.Components is null or { Count: 0 or > Bundle.ComponentsMax })
        {
            problem = new("invalid-bundle", $"components has {body.Components?.Count ?? 0} items.", $"1 to {Bundle.ComponentsMax} components.");
            return false;
        }

        foreach (var one in body.Components)
        {
            problem = Read(sku, one, components);
            if (problem is not null)
            {
                return false;
            }
        }

        problem = null;
        bundle = new Bundle(sku, components);
        return true;
    }

    private static Problem? Read(Sku bundle, BundleBody.Component? body, List<BundleComponent> components)
    {
        if (!Sku.TryParse(body?.Sku, null, out var sku))
        {
            return new("invalid-sku", "A component's sku is missing or not a SKU.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");
        }

        if (sku == bundle)
        {
            return new("invalid-bundle", $"{sku} is a component of itself.", "Components that are other items.");
        }

        if (components.Exists(component => component.Sku == sku))
        {
            return new("invalid-bundle", $"{sku} is named twice.", "Each component once, with all its units.");
        }

        if (body!.Units is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var units)
            || units is < 1 or > Bundle.ComponentUnitsMax)
        {
            return new("invalid-units", $"units of {sku} is missing, not a whole number, or out of range.",
                $"A whole number from 1 to {Bundle.ComponentUnitsMax}.");
        }

        components.Add(new BundleComponent(sku, units));
        return null;
    }
}
