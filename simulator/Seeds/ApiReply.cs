using System.Net;
using System.Text;
using System.Text.Json;

namespace StockFlow.Simulator.Seeds;

/// <summary>An answer of the app's HTTP API.</summary>
internal sealed record ApiReply(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Worth asking again: the app could not do it now.</summary>
    public bool IsServerError => (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public override string ToString() => $"{(int)Status} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 300)))}";
}
