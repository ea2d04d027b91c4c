using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Auditing;
using StockFlow.Functions.Merchant;
using StockFlow.Storage;

namespace StockFlow.Functions.Operations.Auditing;

/// <summary>A person has looked: the levels of a SKU are right as they are, whatever its journal adds up to. Later runs begin from them.</summary>
public sealed class AcceptLevels(StockLedger ledger, AuditStore store)
{
    [Function(nameof(AcceptLevels))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "audit/{sku}/accept")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault))
        {
            return fault;
        }

        var levels = await ledger.ReadLevelsAsync(item, cancellationToken);
        return levels is null
            ? Addressed.UnknownSku(item).ToNotFound()
            : ApiJson.Ok(new Accepted(levels.Position, await store.AcceptAsync(levels, cancellationToken)));
    }

    private sealed record Accepted(
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("differences")] int Differences);
}
