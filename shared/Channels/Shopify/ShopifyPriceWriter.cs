using System.Globalization;
using System.Text.Json;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Shopify;

/// <summary>
/// Sets the prices of variants. A listing is an inventory item to us, and prices are set by product and variant: so the variants are looked up
/// first, then all products of a batch are changed in one request, each with as many of its variants as are right.
/// </summary>
internal sealed class ShopifyPriceWriter(ChannelId channel, ShopifyGraphQl graphQl)
{
    /// <summary>A change of a product costs 10 points of 100 restored a second; and the two requests must fit in the sender's lease.</summary>
    public const int BatchSizeMax = 10;

    private static readonly PushOutcome.Refused NoVariant = new("NO_VARIANT", "No variant of a product has this inventory item.", IsPermanent: true);

    public async Task<IReadOnlyList<PushOutcome>> SetAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken)
    {
        var rows = await FindVariantsAsync(pushes, cancellationToken);
        var outcomes = Enumerable.Range(0, pushes.Count)
            .Select(index => rows.Exists(row => row.Index == index) ? (PushOutcome)new PushOutcome.Applied() : NoVariant)
            .ToArray();
        List<Row[]> products = [.. rows.GroupBy(row => row.ProductId, StringComparer.Ordinal).Select(product => product.ToArray())];
        if (products.Count == 0)
        {
            return outcomes;
        }

        var data = await graphQl.SendAsync(
            ShopifyQueries.SetPrices(products.Count), variables => WriteVariables(variables, products, pushes), cancellationToken);
        for (var at = 0; at < products.Count; at++)
        {
            foreach (var (row, error) in ErrorsOf(data, at, products[at]))
            {
                outcomes[row.Index] = new PushOutcome.Refused(CodeText.OrUnknown(error.Code), CodeText.Line(error.Message), IsPermanent(error.Code));
            }
        }

        return outcomes;
    }

    private async Task<List<Row>> FindVariantsAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken)
    {
        var data = await graphQl.SendAsync(
            ShopifyQueries.Variants,
            variables =>
            {
                variables.WriteStartArray("ids"u8);
                foreach (var push in pushes)
                {
                    variables.WriteStringValue(push.Reference);
                }

                variables.WriteEndArray();
            },
            cancellationToken);
        var items = data.Nodes ?? throw Rejected(ShopifyQueries.Variants.OperationName, "nodes");
        var rows = new List<Row>(pushes.Count);
        for (var index = 0; index < pushes.Count; index++)
        {
            var item = items.Find(item => item?.Id == pushes[index].Reference);
            rows.AddRange((item?.Variants?.Nodes ?? [])
                .Where(variant => variant is { Id: not null, Product.Id: not null })
                .Select(variant => new Row(index, variant.Product!.Id!, variant.Id!)));
        }

        return rows;
    }

    private static void WriteVariables(Utf8JsonWriter writer, List<Row[]> products, IReadOnlyList<PricePush> pushes)
    {
        for (var at = 0; at < products.Count; at++)
        {
            writer.WriteString(ShopifyQueries.ProductVariable(at), products[at][0].ProductId);
            writer.WriteStartArray(ShopifyQueries.VariantsVariable(at));
            foreach (var row in products[at])
            {
                writer.WriteStartObject();
                writer.WriteString("id"u8, row.VariantId);
                writer.WriteString("price"u8, PriceRule.Text(pushes[row.Index].Price));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    /// <returns>The rows that were refused; all of a product where the errors name none of them.</returns>
    private IEnumerable<(Row Row, ShopifyAnswer.UserError Error)> ErrorsOf(ShopifyAnswer.Roots data, int at, Row[] rows)
    {
        if (data.Others is null || !data.Others.TryGetValue(ShopifyQueries.ProductAlias(at), out var answer))
        {
            throw Rejected("StockFlowSetPrices", "an answer for each product");
        }

        var errors = ReadErrors(answer);
        return errors.Exists(error => RowOf(error, rows) is null)
            ? rows.Select(row => (row, errors.First(error => RowOf(error, rows) is null)))
            : errors.Select(error => (rows[RowOf(error, rows)!.Value], error));
    }

    private List<ShopifyAnswer.UserError> ReadErrors(JsonElement answer)
    {
        try
        {
            return answer.Deserialize(ShopifyAnswerJson.Default.SetPrices)?.UserErrors ?? throw Rejected("StockFlowSetPrices", "userErrors");
        }
        catch (JsonException)
        {
            throw Rejected("StockFlowSetPrices", "userErrors");
        }
    }

    private static int? RowOf(ShopifyAnswer.UserError error, Row[] rows) =>
        error.Field is ["variants", var row, ..] && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < rows.Length
            ? index
            : null;

    private static bool IsPermanent(string? code) =>
        code is "GREATER_THAN_OR_EQUAL_TO" or "NEGATIVE_PRICE_VALUE" or "INVALID_INPUT" or "PRODUCT_DOES_NOT_EXIST" or "PRODUCT_VARIANT_DOES_NOT_EXIST"
            or "PRODUCT_VARIANT_ID_MISSING" or "MUST_BE_FOR_THIS_PRODUCT";

    private ChannelException Rejected(string operation, string missing) =>
        new(ChannelFailure.Rejected, $"{channel}: {operation} answered without {missing}.");

    /// <summary>One variant of a pushed item; an item may come to have several, which then cost the same.</summary>
    private sealed record Row(int Index, string ProductId, string VariantId);
}
