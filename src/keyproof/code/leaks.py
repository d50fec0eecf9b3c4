from keyproof.code.project import Project
from keyproof.model.fact import CredentialLeak
def leaks(project: Project) -> list[CredentialLeak]:
    return []
