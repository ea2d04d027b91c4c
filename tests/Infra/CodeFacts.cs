using System.Reflection;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions;
using StockFlow.Messaging;
using StockFlow.Tests.App;

namespace StockFlow.Tests.Infra;

/// <summary>What the app asks of its deployment, by its own code.</summary>
internal static class CodeFacts
{
    private static readonly IReadOnlyList<Attribute> Triggers =
    [
        .. typeof(StockFlowApp).Assembly.GetTypes().SelectMany(type => type.GetMethods()).SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes()),
    ];

    /// <summary>Whether each queue that a function reads has sessions.</summary>
    public static IReadOnlyDictionary<string, bool> Queues { get; } =
        Triggers.OfType<ServiceBusTriggerAttribute>().ToDictionary(trigger => trigger.QueueName!, trigger => trigger.IsSessionsEnabled);

    /// <summary>The queues that the app names.</summary>
    public static IReadOnlyList<string> QueueNames { get; } =
        [.. typeof(QueueNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!)];

    /// <summary>The settings that name a connection.</summary>
    public static IReadOnlyList<string> Connections { get; } =
        [.. Triggers.OfType<ServiceBusTriggerAttribute>().Select(trigger => trigger.Connection!).Distinct()];

    /// <summary>The settings that the platform reads in place of <c>%Name%</c>.</summary>
    public static IReadOnlyList<string> BoundSettings { get; } =
    [
        .. Triggers.SelectMany(trigger => trigger.GetType().GetProperties().Where(property => property.PropertyType == typeof(string))
                .Select(property => property.GetValue(trigger) as string))
            .Where(text => text is ['%', .., '%']).Select(text => text!.Trim('%')).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The tables that the app makes when it starts.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync()
    {
        await using var world = await AppWorld.StartAsync();
        var tables = new List<string>();
        await foreach (var table in world.Services.GetRequiredService<TableServiceClient>().QueryAsync(cancellationToken: AppWorld.Cancellation))
        {
            tables.Add(table.Name);
        }

        return tables;
    }
}
