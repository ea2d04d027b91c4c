using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Merchant;

/// <summary>Receives, ships, adjusts, or sets safety stock or incoming units of one SKU.</summary>
public sealed class PostMovement(MovementService movements)
{
    [Function(nameof(PostMovement))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "stock/{sku}/movements")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var unreadable))
        {
            return unreadable;
        }

        var (body, fault) = await ApiJson.ReadAsync<MovementBody>(request, MovementBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        var answers = await movements.DoAsync([body], item, cancellationToken);
        return answers[0].ToResult();
    }
}
