using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Functions;

/// <summary>The one form in which every HTTP function says no. The codes are listed in docs/errors.md.</summary>
/// <param name="Error">The code, in kebab case; stable, for programs.</param>
/// <param name="What">What is wrong and where, for people. Never quotes a body or a secret.</param>
/// <param name="Expected">What would be right.</param>
public sealed record Problem(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("expected")] string Expected)
{
    public static IResult BadRequest(string error, string what, string expected) =>
        Answer(StatusCodes.Status400BadRequest, error, what, expected);

    public static IResult NotFound(string error, string what, string expected) =>
        Answer(StatusCodes.Status404NotFound, error, what, expected);

    public static IResult Conflict(string error, string what, string expected) =>
        Answer(StatusCodes.Status409Conflict, error, what, expected);

    public IResult ToNotFound() => NotFound(Error, What, Expected);

    public IResult ToBadRequest() => BadRequest(Error, What, Expected);

    public static IResult Answer(int status, string error, string what, string expected) =>
        Results.Json(new Problem(error, what, expected), statusCode: status, contentType: "application/problem+json");
}
