namespace StockFlow.Tests;

/// <summary>The recorded payloads in tests/Samples, byte for byte.</summary>
internal static class Sample
{
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name));

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", name));
}
