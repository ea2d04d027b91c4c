using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Reads what an address names, or answers that there is no such thing.</summary>
internal static class Addressed
{
    public static bool TryReadSku(string text, out Sku sku, [NotNullWhen(false)] out IResult? fault)
    {
        // Routing decodes every escape but that of the slash, which some SKUs have.
        var valid = Sku.TryParse(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), null, out sku);
        fault = valid
            ? null
            : Problem.BadRequest("invalid-sku", "The address does not name a SKU.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");
        return valid;
    }

    public static bool TryFindChannel(
        ChannelCatalog catalog, string text, [NotNullWhen(true)] out Channel? channel, [NotNullWhen(false)] out IResult? fault)
    {
        channel = null;
        fault = null;
        if (ChannelId.TryParse(text, null, out var id) && catalog.TryGet(id, out channel))
        {
            return true;
        }

        fault = Problem.NotFound("unknown-channel", "The address names a channel that is not configured.",
            catalog.Channels.Count == 0
                ? "Configure one: StockFlow__Channels__shop-uk__Kind = shopify"
                : $"One of: {string.Join(", ", catalog.Channels.Select(known => known.Id))}.");
        return false;
    }

    /// <summary>An order's id as its address has it.</summary>
    public static OrderId OrderOf(Channel channel, string text) =>
        new(channel.Id, text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    public static IResult UnknownOrder(Channel channel) =>
        Problem.NotFound("unknown-order", $"No order of this id has come from {channel.Id}.", "The channel's own id of the order.");

    /// <summary>That there is no such SKU, or that it is a bundle, which has no levels.</summary>
    public static Problem UnknownSku(Sku sku) =>
        new("unknown-sku", $"SKU {sku} was never received.", "Receive it first, 0 units are enough; of a bundle name the components.");
}
