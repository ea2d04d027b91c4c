using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Merchant;

/// <summary>Does many movements, each with its own answer.</summary>
public sealed class PostMovements(MovementService movements)
{
    private const int MovementsMax = 1_000;

    [Function(nameof(PostMovements))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "movements")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (bodies, fault) = await ApiJson.ReadManyAsync<MovementBody>(
            request, "movements", MovementsMax, MovementBody.Example, cancellationToken);
        return fault ?? ApiJson.Ok(await movements.DoAsync(bodies!, null, cancellationToken));
    }
}
