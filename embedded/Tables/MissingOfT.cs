using Azure;

namespace EmbeddedFunctions.Tables;

/// <summary>The answer for an entity that is not there.</summary>
internal sealed class Missing<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity is not there: look at HasValue first.");

    public override Response GetRawResponse() => response;
}
