using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>What became of one entry, as the API says it.</summary>
/// <param name="Status">The HTTP status of this entry alone.</param>
/// <param name="CommandId">The originator's id, where it could be read.</param>
/// <param name="Sku">The item, where it could be read.</param>
/// <param name="Position">The journal position it is compared at; null if it was not recorded.</param>
/// <param name="Problem">Why it was not recorded; null if it was.</param>
public sealed record CountEntryAnswer(
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("commandId")] string? CommandId,
    [property: JsonPropertyName("sku")] string? Sku,
    [property: JsonPropertyName("position")] long? Position,
    [property: JsonPropertyName("problem")] Problem? Problem)
{
    public static CountEntryAnswer Unread(CountEntryBody body, Problem problem) =>
        new(StatusCodes.Status400BadRequest, body.CommandId, body.Sku, null, problem);

    public static CountEntryAnswer Of(CountEntry entry, EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Recorded recorded => new(StatusCodes.Status200OK, entry.CommandId, entry.Sku.Value, recorded.Position, null),
        EntryOutcome.Closed => Refused(entry, StatusCodes.Status409Conflict, new(
            "count-closed", "The count takes no entries any more.", "A new count of what is missing.")),
        EntryOutcome.LocationMissing => Refused(entry, StatusCodes.Status400BadRequest, new(
            "unknown-location", "location is missing, and the count is about all of them.", "The location where it was counted.")),
        EntryOutcome.NotCovered => Refused(entry, StatusCodes.Status409Conflict, new(
            "not-in-count", $"The count is not about {entry.Sku} there.", "A SKU and location of the count; GET counts/{id} shows them.")),
        EntryOutcome.InvalidTime => Refused(entry, StatusCodes.Status400BadRequest, new(
            "invalid-time", "countedAt is before the count was opened, or later than now.", "When it was counted, in UTC; left out for just now.")),
        EntryOutcome.UnknownSku => Refused(entry, StatusCodes.Status404NotFound, Addressed.UnknownSku(entry.Sku)),
        EntryOutcome.ContentDiffers => Refused(entry, StatusCodes.Status409Conflict, new(
            "command-content-differs", $"commandId {entry.CommandId} was used before with other content.", "A new id for a new entry.")),
        EntryOutcome.TooManyZones => Refused(entry, StatusCodes.Status409Conflict, new(
            "too-many-zones", $"{entry.Sku} was counted in {CountLine.ZonesMax} zones already.", $"At most {CountLine.ZonesMax} persons and zones for one SKU.")),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    private static CountEntryAnswer Refused(CountEntry entry, int status, Problem problem) =>
        new(status, entry.CommandId, entry.Sku.Value, null, problem);
}
