"""What a revision of a réponse type says never changes: triggers refuse it, whoever asks."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION model_answers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision of a model answer never changes'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER model_answers_revision_kept BEFORE UPDATE OR DELETE
    ON model_answers_modelanswerrevision
    FOR EACH ROW EXECUTE FUNCTION model_answers_refuse_change();
CREATE TRIGGER model_answers_source_kept BEFORE UPDATE OR DELETE
    ON model_answers_modelanswersource
    FOR EACH ROW EXECUTE FUNCTION model_answers_refuse_change();
"""
NO_TRIGGERS = """
DROP TRIGGER model_answers_revision_kept ON model_answers_modelanswerrevision;
DROP TRIGGER model_answers_source_kept ON model_answers_modelanswersource;
DROP FUNCTION model_answers_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("model_answers", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
