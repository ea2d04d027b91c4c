using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>What became of one movement, as the API says it.</summary>
/// <param name="Status">The HTTP status of this movement alone.</param>
/// <param name="Sku">The item, where it could be read.</param>
/// <param name="CommandId">The originator's id, where it could be read.</param>
/// <param name="Level">The location right after the movement; null if it was not done.</param>
/// <param name="Position">The journal position of the movement; null if it was not done.</param>
/// <param name="Problem">Why it was not done; null if it was.</param>
public sealed record MovementAnswer(
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("commandId")] string? CommandId,
    [property: JsonPropertyName("level")] LevelView? Level,
    [property: JsonPropertyName("position")] long? Position,
    [property: JsonPropertyName("problem")] Problem? Problem)
{
    public static MovementAnswer Of(StockMovement movement, MovementOutcome outcome) => outcome switch
    {
        MovementOutcome.Done done =>
            new(StatusCodes.Status200OK, movement.Sku.Value, movement.CommandId, LevelView.Of(done.Level), done.Position, null),
        MovementOutcome.UnknownSku => Refused(movement, StatusCodes.Status404NotFound, Addressed.UnknownSku(movement.Sku)),
        MovementOutcome.ContentDiffers => Refused(movement, StatusCodes.Status409Conflict, new(
            "command-content-differs", $"commandId {movement.CommandId} was used before with other content.", "A new id for a new command.")),
        MovementOutcome.BelowZero below => Refused(movement, StatusCodes.Status409Conflict, new(
            "below-zero", $"On hand at {movement.Location} is {below.OnHandUnits} units; {(movement is ShipUnits ? "so many can't leave" : "the delta would take it below zero")}.",
            movement is ShipUnits ? $"At most {below.OnHandUnits} units, under a new commandId." : $"A delta of -{below.OnHandUnits} or more, under a new commandId.")),
        MovementOutcome.BeyondLimit => Refused(movement, StatusCodes.Status409Conflict, new(
            "beyond-limit", $"A level of {movement.Sku} would go beyond its limit.", $"Levels of at most {StockLimits.UnitsMax} units.")),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    public static MovementAnswer Unread(MovementBody body, Problem problem) =>
        new(StatusCodes.Status400BadRequest, body.Sku, body.CommandId, null, null, problem);

    /// <summary>A bundle has no units of its own.</summary>
    public static MovementAnswer IsBundle(StockMovement movement) => Refused(movement, StatusCodes.Status409Conflict, new(
        "sku-is-bundle", $"{movement.Sku} is a bundle: it has no units of its own.", "A movement of its components, see GET bundles/{sku}."));

    /// <summary>Too many others write the same SKU right now; it was not done, and the same command may be sent again.</summary>
    public static MovementAnswer TryAgain(StockMovement movement) => Refused(movement, StatusCodes.Status503ServiceUnavailable, new(
        "try-again", $"Too many changes of {movement.Sku} at once; this one was not made.", "The same movement again, in a few seconds."));

    /// <summary>The answer to a movement that was sent alone.</summary>
    public IResult ToResult() => Problem is null
        ? ApiJson.Ok(this)
        : Problem.Answer(Status, Problem.Error, Problem.What, Problem.Expected);

    private static MovementAnswer Refused(StockMovement movement, int status, Problem problem) =>
        new(status, movement.Sku.Value, movement.CommandId, null, null, problem);
}
