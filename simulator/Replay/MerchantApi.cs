using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>StockFlow's merchant API as a merchant's own system would call it.</summary>
public sealed class MerchantApi : IDisposable
{
    private readonly HttpClient _client;

    public MerchantApi(Uri address, string functionKey)
    {
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address, "/api/") };
        _client.DefaultRequestHeaders.Add("x-functions-key", functionKey);
    }

    /// <summary>Reads a document.</summary>
    /// <returns>Null for 404.</returns>
    /// <exception cref="HttpRequestException">Any other answer than 2xx.</exception>
    public async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, cancellationToken);
    }

    /// <summary>Sends movements, at most 500 a call; each is answered on its own.</summary>
    /// <returns>The movements that were refused, with the reason.</returns>
    public async Task<IReadOnlyList<(Movement Movement, string Error, string What)>> MoveAsync(
        IEnumerable<Movement> movements,
        CancellationToken cancellationToken)
    {
        var refused = new List<(Movement, string, string)>();
        foreach (var batch in movements.Chunk(500))
        {
            using var response = await _client.PostAsJsonAsync("stock/movements", batch, JsonSerializerOptions.Web, cancellationToken);
            using var answer = await ReadAsync(response, cancellationToken);
            var results = answer.RootElement.ValueKind == JsonValueKind.Array ? answer.RootElement : answer.RootElement.GetProperty("results");
            foreach (var (result, movement) in results.EnumerateArray().Zip(batch))
            {
                if (result.TryGetProperty("problem", out var problem) && problem.ValueKind == JsonValueKind.Object)
                {
                    refused.Add((movement, problem.GetProperty("error").GetString()!, problem.GetProperty("what").GetString()!));
                }
            }
        }

        return refused;
    }

    /// <summary>Asks StockFlow to read what a channel lists.</summary>
    /// <returns>Where to ask how far it is.</returns>
    public async Task<string> StartImportAsync(ChannelId channel, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri($"channels/{channel}/listings/import", UriKind.Relative), null, cancellationToken);
        using var answer = await ReadAsync(response, cancellationToken);
        return response.Headers.Location?.ToString() ?? answer.RootElement.GetProperty("statusUrl").GetString()!;
    }

    public void Dispose() => _client.Dispose();

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath} was answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500)))}",
                null,
                response.StatusCode);
        }

        return JsonDocument.Parse(body);
    }
}
