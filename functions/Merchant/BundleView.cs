using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>A bundle, as the API shows it.</summary>
public sealed record BundleView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("components")] IReadOnlyList<BundleComponent> Components)
{
    public static BundleView Of(Bundle bundle) => new(bundle.Sku, bundle.Components);

    /// <summary>What the API answers to a change of bundles.</summary>
    public static IResult ResultOf(Sku sku, BundleOutcome outcome) => outcome switch
    {
        BundleOutcome.Done { Bundle.IsRetired: true } => Results.NoContent(),
        BundleOutcome.Done done => ApiJson.Ok(Of(done.Bundle)),
        BundleOutcome.Unknown => Unknown(sku),
        _ => ProblemOf(sku, outcome) is { } problem
            ? Problem.Answer(problem.Error == "unknown-sku" ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, problem.Error, problem.What, problem.Expected)
            : throw new UnreachableException(outcome.GetType().Name),
    };

    /// <summary>Why a bundle was not defined; null if it was.</summary>
    public static Problem? ProblemOf(Sku sku, BundleOutcome outcome) => outcome switch
    {
        BundleOutcome.HasStock => new(
            "bundle-has-stock", $"{sku} has levels of its own, so it can't be a bundle.", "A SKU that was never received."),
        BundleOutcome.UnknownComponent unknown => new(
            "unknown-sku", $"The component {unknown.Component} is not known.", "Receive it first; a receipt of 0 units is enough."),
        BundleOutcome.Nested nested => new(
            "bundle-nested", $"{nested.Inner} would be a bundle within the bundle {nested.Outer}.", "Components that are no bundles, each with all its units."),
        BundleOutcome.TooMany => new(
            "too-many-bundles", "There are as many bundles as may be.", $"At most {BundleSet.CountMax} bundles."),
        _ => null,
    };

    public static IResult Unknown(Sku sku) =>
        Problem.NotFound("unknown-bundle", $"{sku} is no bundle.", "PUT bundles/{sku} defines one.");
}
