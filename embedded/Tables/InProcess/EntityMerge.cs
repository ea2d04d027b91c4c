using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>What a merge leaves: every property of the change, and those of the old entity that the change does not name.</summary>
internal static class EntityMerge
{
    public static byte[] Apply(ReadOnlySpan<byte> old, ReadOnlySpan<byte> change)
    {
        var writer = EntityWriter.Rent();
        var kept = new EntityReader(old);
        while (kept.Next())
        {
            if (!Names(change, kept.Name))
            {
                writer.Copy(kept);
            }
        }

        var changed = new EntityReader(change);
        while (changed.Next())
        {
            writer.Copy(changed);
        }

        return writer.ToArray();
    }

    private static bool Names(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> name)
    {
        var reader = new EntityReader(properties);
        while (reader.Next())
        {
            if (reader.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
