using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Intake;

namespace StockFlow.Functions.Intake;

/// <summary>Takes a channel's webhook in. No key protects it: the signature does.</summary>
public sealed class ReceiveWebhook(WebhookIntake intake)
{
    /// <returns>202 once durable, 200 when ignored on purpose, 401, 404, 413 or 429.</returns>
    [Function(nameof(ReceiveWebhook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhooks/{channel}")] HttpRequest request,
        string channel,
        CancellationToken cancellationToken)
    {
        var answer = await intake.AcceptAsync(
            channel, name => HeaderOf(request, name), SenderAddress.Of(request), request.Body, request.ContentLength, cancellationToken);
        return answer switch
        {
            IntakeAnswer.UnknownChannel => Problem.NotFound("unknown-channel", "No channel has that name.", "The id of a configured channel, as in StockFlow__Channels__{id}__Kind."),
            IntakeAnswer.TooMany many => AskToWait(request.HttpContext.Response, many.Wait),
            IntakeAnswer.TooLarge large => Problem.Answer(
                StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is longer than is taken.", $"At most {large.BytesMax} bytes (StockFlow__{IntakeOptions.BytesMaxSetting})."),
            IntakeAnswer.BadSignature bad => Problem.Answer(
                StatusCodes.Status401Unauthorized, "bad-signature", bad.Reason, "The channel's own signature over the raw body, made with the secret in WebhookSecret."),
            IntakeAnswer.Ignored ignored => Results.Json(new WebhookIgnored(ignored.Reason)),
            IntakeAnswer.SetAside or IntakeAnswer.Accepted => Results.StatusCode(StatusCodes.Status202Accepted),
            _ => throw new InvalidOperationException($"{answer.GetType().Name} has no HTTP answer."),
        };
    }

    private static IResult AskToWait(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        response.Headers.RetryAfter = seconds;
        return Problem.Answer(
            StatusCodes.Status429TooManyRequests, "too-many-webhooks", "More webhooks came than are taken.", $"The same again after {seconds} s.");
    }

    private static string? HeaderOf(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
