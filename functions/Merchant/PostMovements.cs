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
        var expected = $"An array of 1 to {MovementsMax} movements, each with its sku. {MovementBody.Example}";
        var (bodies, fault) = await ApiJson.ReadAsync<MovementBody?[]>(request, expected, cancellationToken);
        if (bodies is null)
        {
            return fault!;
        }

        if (bodies.Length is 0 or > MovementsMax || bodies.Contains(null))
        {
            return Problem.BadRequest("invalid-body", $"The body has {bodies.Length} movements, or one of them is null.", expected);
        }

        return ApiJson.Ok(await movements.DoAsync(bodies!, null, cancellationToken));
    }
}
