using System.Diagnostics.CodeAnalysis;
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

        for (var i = 0; i < body.Components.Count; i++)
        {
            problem = Read(sku, body.Components[i], $"components[{i}]", components);
            if (problem is not null)
            {
                return false;
            }
        }

        problem = null;
        bundle = new Bundle(sku, components);
        return true;
    }

    private static Problem? Read(Sku bundle, BundleBody.Component? body, string member, List<BundleComponent> components)
    {
        if (Given.Sku(body?.Sku, $"{member}.sku", out var sku) is { } fault)
        {
            return fault;
        }

        if (sku == bundle)
        {
            return new("invalid-bundle", $"{sku} is a component of itself.", "Components that are other items.");
        }

        if (components.Exists(component => component.Sku == sku))
        {
            return new("invalid-bundle", $"{sku} is named twice.", "Each component once, with all its units.");
        }

        if (Given.Units(body!.Units, 1, Bundle.ComponentUnitsMax, $"{member}.units", out var units) is { } wrong)
        {
            return wrong;
        }

        components.Add(new BundleComponent(sku, units));
        return null;
    }
}
