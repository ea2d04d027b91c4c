using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Explanations;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows why a channel shows the number it shows of a SKU, down to journal entries.</summary>
public sealed class ExplainStock(StockExplainer explainer, ChannelCatalog catalog)
{
    [Function(nameof(ExplainStock))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock/{sku}/explain")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        var named = request.Query["channel"].ToString();
        if (named.Length == 0)
        {
            return Problem.BadRequest("invalid-query", "channel is missing.", $"One of: {string.Join(", ", catalog.Channels.Select(known => known.Id))}.");
        }

        if (!Addressed.TryReadSku(sku, out var item, out var fault)
            || !Addressed.TryFindChannel(catalog, named, out var channel, out fault))
        {
            return fault;
        }

        var explanation = await explainer.ExplainAsync(channel.Settings, item, cancellationToken);
        return explanation is null ? Addressed.UnknownSku(item).ToNotFound() : ApiJson.Ok(ExplanationView.Of(channel.Id, explanation));
    }
}
