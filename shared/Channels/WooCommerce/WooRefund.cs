using System.Globalization;
using System.Text.Json;

namespace StockFlow.Channels.WooCommerce;

/// <summary>One refund of an order. Its line items bear quantities below zero.</summary>
internal sealed record WooRefund(DateTime? DateCreatedGmt, List<WooRefund.RefundedItem>? LineItems)
{
    internal sealed record RefundedItem(long? ProductId, long? VariationId, int? Quantity, List<Meta>? MetaData)
    {
        /// <summary>The order's line that is refunded; null where WooCommerce does not tell.</summary>
        public long? RefundedLineId =>
            MetaData?.FirstOrDefault(meta => meta.Key == "_refunded_item_id") is { } meta
            && long.TryParse(meta.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : null;
    }

    internal sealed record Meta(string? Key, JsonElement Value);
}
